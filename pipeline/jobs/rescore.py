"""Stored transcripts judged again by today's lexicon and rubric: no audio, in as many processes as there are cores."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from importlib.metadata import version
from multiprocessing import get_context, parent_process
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipeline.cases.follow import follow
from pipeline.domain.call import Call
from pipeline.domain.facts import TurnLabel
from pipeline.domain.moments import moment
from pipeline.hearing.engine import Engine
from pipeline.judge import judge, pack_for
from pipeline.review.policy import keep_judgement
from pipeline.settings import Settings
from pipeline.storage import judgements
from pipeline.storage.database import batched
from pipeline.storage.kinds import corrected_kinds
from pipeline.storage.outages import DELAYS
from pipeline.storage.retry import patiently
from pipeline.storage.store import Store
from pipeline.storage.tables import CallRow, JudgementRow, TranscriptRow
from pipeline.weighing.label import label

TOGETHER = 50  # calls judged and written in one go
WORTH_PROCESSES = 200  # calls: fewer are done sooner here than other processes have started
MakeEngine = Callable[[Settings], Engine]


@dataclass(frozen=True, slots=True)
class Rescored:
    """How many calls were judged again, and how many of them have another score than before."""

    calls: int = 0
    changed: int = 0

    def __add__(self, other: Rescored) -> Rescored:
        return Rescored(self.calls + other.calls, self.changed + other.changed)


def outdated(
    store: Store, engine: Engine, call_ids: Sequence[str] | None = None, since: datetime | None = None
) -> list[str]:
    """The calls whose judgement does not rest on today's lexicon, classifier and code: a rescore picks up here."""
    today = engine.pack.sha256, version("tingjian")
    wanted = None if call_ids is None else set(call_ids)
    began = func.coalesce(CallRow.started_at, CallRow.created_at)
    heard = select(CallRow.id, TranscriptRow.digest, JudgementRow.basis).order_by(CallRow.id)
    heard = heard.join(TranscriptRow, CallRow.transcript_id == TranscriptRow.id)
    heard = heard.outerjoin(JudgementRow, CallRow.judgement_id == JudgementRow.id)
    heard = heard.where(CallRow.personal_deleted_at.is_(None))  # nothing is left to judge
    if since is not None:
        heard = heard.where(began >= since)
    with store.database.reading() as session:
        found = session.execute(heard).all()
        kinds = corrected_kinds(session)
    key = engine.judge_key
    return [
        call_id
        for call_id, digest, basis in found
        if (wanted is None or call_id in wanted)
        and basis != judgements.basis_of(digest, *today, key, kinds.get(call_id))
    ]


def rescore_all(settings: Settings, call_ids: Sequence[str] | None = None, since: str | None = None) -> Rescored:
    """Judge again whatever is outdated, of all calls or of these, since a day (ISO 8601) if one is given."""
    store = Store.of(settings)
    waiting = outdated(store, Engine(settings), call_ids, moment(since, settings.timezone))
    return rescore_calls(waiting, settings)


def rescore_calls(
    call_ids: Sequence[str],
    settings: Settings,
    make_engine: MakeEngine = Engine,
    report: Callable[[int], None] = lambda calls: None,
) -> Rescored:
    """Judge these calls again, in as many processes as pay; ``report`` is told of each batch how many it were."""
    rescorer, processes, total = Rescorer(settings, make_engine), processes_for(len(call_ids)), Rescored()
    if processes > 1:
        rescorer.use_processes(processes)
    with ThreadPoolExecutor(processes) as pool:
        for batch in pool.map(rescorer, batches(call_ids)):
            total += batch
            report(batch.calls)
    rescorer.close()
    return total


class Rescorer:
    """Judges batches of calls, in processes of its own where that pays. A batch is written whole or not at all."""

    def __init__(self, settings: Settings, make_engine: MakeEngine = Engine, store: Store | None = None) -> None:
        """``make_engine`` goes to other processes: a function or class of a module. ``store`` is for this process."""
        self._settings, self._make_engine, self._store = settings, make_engine, store
        self._pool: ProcessPoolExecutor | None = None

    def use_processes(self, count: int) -> None:
        """From now on judge in so many processes. They are started afresh: our threads can't be copied."""
        self._pool = ProcessPoolExecutor(
            count, mp_context=get_context("spawn"), initializer=_begin, initargs=(self._settings, self._make_engine)
        )

    def __call__(self, call_ids: Sequence[str]) -> Rescored:
        if self._pool is not None:
            return self._pool.submit(_rescore_here, list(call_ids)).result()
        return self._here.rescore(call_ids)

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    @cached_property
    def _here(self) -> _Desk:
        return _Desk(self._make_engine(self._settings), self._store or Store.of(self._settings))


class _Desk:
    """What one process needs to judge stored calls."""

    def __init__(self, engine: Engine, store: Store) -> None:
        self._engine, self._store = engine, store
        self._zone = ZoneInfo(engine.settings.timezone)

    def rescore(self, call_ids: Sequence[str]) -> Rescored:
        return patiently(lambda: self._rescore(call_ids), DELAYS)

    def _rescore(self, call_ids: Sequence[str]) -> Rescored:
        with self._store.database.reading() as session:
            heard = {call_id: self._heard(session, call_id) for call_id in call_ids}
            kinds = corrected_kinds(session, call_ids)
        judged = {id: judge(call, self._engine.pack, labels, kinds.get(id)) for id, (call, labels) in heard.items()}
        changed, key, policy = 0, self._engine.judge_key, self._engine.pack.rubric.review
        with self._store.database.writing() as session:
            for call_id, judgement in judged.items():
                before = session.get_one(CallRow, call_id).score
                transcript = judgements.heard_row(session, call_id)
                judgements.save_labels(session, transcript, key, heard[call_id][1])
                changed += keep_judgement(session, transcript, judgement, key, policy).total != before
                follow(session, session.get_one(CallRow, call_id), self._engine.pack, self._zone)
        return Rescored(len(judged), changed)

    def _heard(self, session: Session, call_id: str) -> tuple[Call, tuple[TurnLabel, ...]]:
        """The call and the sentence judge's opinions, asked for again only where this judge has given none."""
        transcript, call = judgements.heard(session, call_id)
        known = judgements.labels_of(session, transcript.id, self._engine.judge_key)
        return call, label(call, self._engine.judge, pack_for(call, self._engine.pack)) if known is None else known


_desk: _Desk | None = None  # of a process that a Rescorer has started


def _begin(settings: Settings, make_engine: MakeEngine) -> None:
    global _desk
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started us
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _desk = _Desk(make_engine(settings), Store.of(settings))


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _rescore_here(call_ids: list[str]) -> Rescored:
    if _desk is None:
        raise RuntimeError("the process was not set up")
    return _desk.rescore(call_ids)


def batches(call_ids: Sequence[str]) -> list[Sequence[str]]:
    return list(batched(call_ids, TOGETHER))


def processes_for(calls: int) -> int:
    """1: judging stays in this process."""
    return (os.cpu_count() or 1) if calls >= WORTH_PROCESSES else 1
