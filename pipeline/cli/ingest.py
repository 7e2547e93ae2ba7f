"""``tingjian ingest``: files into the store and through the queue; can be interrupted and repeated at any time."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from rich.console import Console

from pipeline.cli.analyze import SOME_FAILED, TABLE_COLUMNS
from pipeline.cli.console import Bar, complain, hint, with_progress
from pipeline.cli.dry_run import show_what_would_be_read
from pipeline.cli.inputs import inputs_of
from pipeline.cli.scorecards import stored_table
from pipeline.cli.shift import leave, work_in
from pipeline.dispatch import server
from pipeline.errors import TranscriptFileError
from pipeline.hearing.engine import Engine
from pipeline.intake.conventions import Conventions
from pipeline.intake.inputs import is_transcript
from pipeline.intake.transcript_format import Format
from pipeline.intake.transcripts import read_transcript
from pipeline.review.settle_facts import Settlement
from pipeline.settings import Settings, load_settings
from pipeline.storage.store import Store
from pipeline.work.claimed_calls import Outcome
from pipeline.work.enqueue import Queued, enqueue, reasons_of_failed, still_open
from pipeline.work.known_calls import settle_known
from pipeline.work.loop import HearMany, hear_many, see_through
from pipeline.work.reasons import reason_of
from pipeline.work.workplace import Workplace

MOST_SHOWN = 50
Paths = dict[str, Path]  # by call id


def ingest_command(
    paths: Sequence[Path], manifest: Path | None, dry_run: bool = False, wanted: Format | None = None
) -> int:
    """Returns the exit status of the contract. ``dry_run`` only shows what would be read."""
    settings = load_settings()
    conventions = Conventions.of(settings)
    given = inputs_of(paths, manifest, conventions, any_json=wanted is not None)
    if dry_run:
        return show_what_would_be_read(given, settings, conventions, wanted)
    store = Store.of(settings)
    refused = refuse_other_formats(given.files, conventions, wanted)
    files = [file for file in given.files if file not in refused]
    queued = list(with_progress(enqueue(files, given.manifest, store, settings), len(files), "登记录音"))
    engine = Engine(settings)
    for notice in settle_known(queued, store, Settlement(lambda: engine.pack, settings.timezone)):
        hint(notice)
    calls = {one.call_id: one.path for one in queued if one.call_id}
    told = hear_open(list(calls), settings, store)
    failed = [(path, reason_of(error)) for path, error in given.failed]
    failed += refused.items()
    failed += [(one.path, one.error) for one in queued if one.error]
    failed += [(calls[id], reason) for id, reason in reasons_of_failed(store, list(calls)).items()]
    waiting = still_open(store, list(calls))
    _report(queued, failed, waiting, store)
    given.tell_what_is_left()
    status = SOME_FAILED if failed or waiting else 0
    if not told:
        leave(status)
    return status


def refuse_other_formats(files: Sequence[Path], conventions: Conventions, wanted: Format | None) -> dict[Path, str]:
    """The transcripts that are not in the format ``wanted``, with the reason; none where any format will do."""
    refused: dict[Path, str] = {}
    for path in files if wanted else ():
        try:
            if is_transcript(path):
                read_transcript(path, "", conventions, wanted)
        except TranscriptFileError as error:
            refused[path] = str(error)
    return refused


def hear_open(call_ids: Sequence[str], settings: Settings, store: Store) -> bool:
    """Hear those of the calls that are not judged yet, as Prefect's flow where its server answers. Returns whether
    all is told to the server: who goes on regardless would wait for it at the exit."""
    waiting = still_open(store, call_ids)
    if not waiting:
        return True
    tracked = server() is not None and _prefect_is_there(settings)
    with Bar("分析录音", len(waiting)) as bar:

        def work(place: Workplace) -> None:
            here = partial(hear_many, work=place.calls, slots=settings.workers, report=lambda *_: bar.advance(1))
            hear = partial(_as_flow, place, here, bar) if tracked else here
            see_through(waiting, place.calls, hear, bar.advance)

        work_in(_place_of_the_flows if tracked else lambda: Workplace(settings, store), work)
    return not tracked or _is_told()


def _prefect_is_there(settings: Settings) -> bool:
    from pipeline.flows import environment

    environment.prepare(settings.cache_dir, quiet=True)
    if not (there := environment.answers()):
        hint("Prefect 服务没有响应：本次不经过 Prefect")
    return there


def _place_of_the_flows() -> Workplace:
    from pipeline.flows.hearing import workplace

    return workplace()


def _as_flow(place: Workplace, plainly: HearMany, bar: Bar, call_ids: Sequence[str]) -> dict[str, Outcome]:
    """A flow run; should Prefect go away meanwhile, what is left is heard without it."""
    from pipeline.flows.hearing import PrefectIsGone, hear_portion

    try:
        outcomes = hear_portion(place, call_ids)
    except PrefectIsGone:
        hint("Prefect 服务没有响应：不经过 Prefect 继续")
        return plainly(call_ids)
    bar.advance(sum(outcome is not Outcome.ELSEWHERE for outcome in outcomes.values()))
    return outcomes


def _is_told() -> bool:
    from pipeline.flows.hearing import is_told

    return is_told()


def _report(queued: Sequence[Queued], failed: Sequence[tuple[Path, str]], waiting: Sequence[str], store: Store) -> None:
    for path, reason in failed:
        complain(path, reason)
    known = [one for one in queued if one.call_id and not one.new]
    if known:
        hint(f"{len(known)} 个录音此前已登记，没有重复处理")
    if waiting:
        hint(f"{len(waiting)} 通电话暂时无法完成，仍在队列中：请再次运行 tingjian ingest")
    table = stored_table(store, list(dict.fromkeys(one.call_id for one in queued if one.call_id)), MOST_SHOWN)
    if table is not None:
        Console(width=None if sys.stdout.isatty() else TABLE_COLUMNS).print(table)
