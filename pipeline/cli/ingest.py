"""``tingjian ingest``: files into the store and through the queue; can be interrupted and repeated at any time."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from rich.console import Console

from pipeline.cli.analyze import SOME_FAILED, TABLE_COLUMNS
from pipeline.cli.console import Bar, complain, hint, with_progress
from pipeline.cli.scorecards import stored_table
from pipeline.cli.shift import leave, work_in
from pipeline.dispatch import server
from pipeline.intake.inputs import expand
from pipeline.intake.manifest import Manifest, read_manifest
from pipeline.settings import Settings, load_settings
from pipeline.storage.store import Store
from pipeline.work.claimed_calls import Outcome
from pipeline.work.enqueue import Queued, enqueue, reasons_of_failed, still_open
from pipeline.work.loop import HearMany, hear_many, see_through
from pipeline.work.reasons import reason_of
from pipeline.work.workplace import Workplace

MOST_SHOWN = 50
Paths = dict[str, Path]  # by call id


def ingest_command(paths: Sequence[Path], manifest: Path | None) -> int:
    """Returns the exit status of the contract."""
    settings = load_settings()
    unreadable: list[tuple[Path, Exception]] = []
    files = expand(paths, unreadable)
    listed = read_listed(manifest, files)
    store = Store.of(settings)
    queued = list(with_progress(enqueue(files, listed, store, settings), len(files), "登记录音"))
    calls = {one.call_id: one.path for one in queued if one.call_id}
    told = hear_open(list(calls), settings, store)
    failed = [(path, reason_of(error)) for path, error in unreadable]
    failed += [(one.path, one.error) for one in queued if one.error]
    failed += [(calls[id], reason) for id, reason in reasons_of_failed(store, list(calls)).items()]
    waiting = still_open(store, list(calls))
    _report(queued, failed, waiting, store)
    status = SOME_FAILED if failed or waiting else 0
    if not told:
        leave(status)
    return status


def read_listed(path: Path | None, files: Iterable[Path]) -> Manifest | None:
    if path is None:
        return None
    listed = read_manifest(path)
    for warning in (*listed.warnings, *listed.differences(files)):
        hint(warning)
    return listed


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
