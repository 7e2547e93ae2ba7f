"""``tingjian ingest``: files into the store and through the queue; can be interrupted and repeated at any time."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console

from pipeline.cli.analyze import SOME_FAILED, TABLE_COLUMNS
from pipeline.cli.console import Bar, complain, hint, with_progress
from pipeline.cli.scorecards import stored_table
from pipeline.cli.shift import Shift, leave
from pipeline.flows.runner import Runner
from pipeline.intake.inputs import expand
from pipeline.intake.manifest import Manifest, read_manifest
from pipeline.settings import Settings, load_settings
from pipeline.storage.store import Store
from pipeline.work.claimed_calls import Bench, Outcome
from pipeline.work.enqueue import Queued, enqueue, reasons_of_failed, still_open
from pipeline.work.loop import Chosen, WorkLoop
from pipeline.work.reasons import reason_of

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
    lost = hear_open(list(calls), settings, store)
    failed = [(path, reason_of(error)) for path, error in unreadable]
    failed += [(one.path, one.error) for one in queued if one.error]
    failed += [(calls[id], reason) for id, reason in reasons_of_failed(store, list(calls)).items()]
    waiting = still_open(store, list(calls))
    _report(queued, failed, waiting, store)
    status = SOME_FAILED if failed or waiting else 0
    if lost:
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
    """Hear those of the calls that are not judged yet; returns whether Prefect's server was lost on the way."""
    waiting = still_open(store, call_ids)
    if not waiting:
        return False
    with Bar("分析录音", len(waiting)) as bar:

        def work(runner: Runner, bench: Bench) -> None:
            chosen = Chosen(bench, waiting, bar.advance)
            loop = WorkLoop(chosen, settings.workers, lambda _, outcome: _count(outcome, bar), threading.Event())
            runner.run(loop, bench, settings.workers, f"ingest-{os.getpid()}")

        shift = Shift(settings, store, work)
        shift.to_the_end()
    return shift.lost_prefect


def _count(outcome: Outcome, bar: Bar) -> None:
    if outcome is not Outcome.TAKEN_OVER:
        bar.advance(1)


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
