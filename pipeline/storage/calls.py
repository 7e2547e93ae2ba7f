"""Calls enter the store, and wait in its queue until a worker has judged them: every call once, none lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from pipeline.domain.call import Direction
from pipeline.intake.manifest import ManifestRow
from pipeline.language import _
from pipeline.storage import lease as leases
from pipeline.storage.database import batched
from pipeline.storage.errors import NotInStore
from pipeline.storage.lease import Lease
from pipeline.storage.tables import CallRow, CallState, RecordingRow, utc_now

FRESH, BACKLOG = 0, 10  # priorities: smaller comes first
BATCH = 50  # calls in one portion of work: the start of a process is spread over them
MOST_ATTEMPTS = 3  # of a call that its workers did not survive
State = SQLColumnExpression[str]
Kind = Callable[..., ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class NewCall:
    """A recording whose bytes are kept already, and what the telephone system says of it."""

    sha256: str
    size_bytes: int
    kind: str  # audio | transcript
    file_name: str
    name: str
    facts: ManifestRow | None = None
    started_at: datetime | None = None
    priority: int = FRESH
    folder: str | None = None  # where the file lay


@dataclass(frozen=True, slots=True)
class Claim:
    """A call that this worker holds until its lease ends."""

    call_id: str
    sha256: str
    kind: str
    file_name: str
    name: str
    facts: ManifestRow | None
    attempt: int


def call_id_of(sha256: str) -> str:
    """The id of the call in the recording with this content."""
    return sha256[:32]


def register(session: Session, new: NewCall) -> bool:
    """Queue a call; False where the same recording is there already (then nothing changes)."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    recording = {name: getattr(new, name) for name in ("sha256", "kind", "file_name", "folder", "size_bytes")}
    session.execute(insert(RecordingRow).values(recording).on_conflict_do_nothing())
    facts = new.facts or ManifestRow(new.file_name)
    told = ("agent_id", "team", "queue", "direction", "customer_number", "project", "fault_type", "case_id", "order_id")
    known = {name: getattr(facts, name) for name in told}
    known["fault_type_origin"] = "manifest" if facts.fault_type else None
    values = known | {
        "id": call_id_of(new.sha256),
        "sha256": new.sha256,
        "name": new.name,
        "priority": new.priority,
        "started_at": new.started_at,
        "manifest": asdict(facts) if new.facts else None,
    }
    added = session.execute(insert(CallRow).values(values).on_conflict_do_nothing().returning(CallRow.id))
    return added.first() is not None


def claim(
    session: Session, owner: str, lease: float, among: Sequence[str] | None = None, suspects: bool | None = None
) -> Claim | None:
    """The next waiting call for ``owner``, held for ``lease`` seconds; None where nothing waits now.

    A call whose holder let its lease end is taken over, after all that were never tried; after MOST_ATTEMPTS it
    fails instead, with its reason. ``among`` restricts the choice to these call ids, ``suspects`` to those
    whose holder did not survive them (True) or to those never tried (False). Needs a writing session.
    """
    _give_up_on_killers(session)
    now = utc_now()
    row = None if suspects else _first(session, _fresh, now, among)
    if row is None and suspects is not False:
        row = _first(session, _suspect, now, among)
    if row is None:
        return None
    Lease(owner, lease).take(row)
    return _claim_of(session, row)


def described(session: Session, call_id: str) -> Claim:
    """What a worker would be told of a call, without holding it; raises NotInStore."""
    return _claim_of(session, get_call(session, call_id))


@dataclass(frozen=True, slots=True)
class Waiting:
    """Ids of calls that could be claimed now, in the order in which they should be. ``suspects`` are those whose
    holder did not survive them: each should be heard with nothing else in hand."""

    fresh: list[str]
    suspects: list[str]

    def __bool__(self) -> bool:
        return bool(self.fresh or self.suspects)

    def portions(self) -> list[list[str]]:
        """Work for one process each: of a suspect's portion nothing else is, so that it takes no other call along."""
        return [*map(list, batched(self.fresh, BATCH)), *([call_id] for call_id in self.suspects)]


def waiting(session: Session, most: int, among: Sequence[str] | None = None) -> Waiting:
    """At most ``most`` calls of either kind, of all or ``among`` these."""
    now = utc_now()
    fresh, suspects = (_in_order(select(CallRow.id), kind, now, among).limit(most) for kind in (_fresh, _suspect))
    return Waiting(list(session.scalars(fresh)), list(session.scalars(suspects)))


def release(session: Session, owner: str, call_id: str, wait: float = 0.0) -> None:
    """Put a held call back, to be tried again after ``wait`` seconds: no attempt that its holder did not survive."""
    row = _held(session, owner, call_id)
    row.attempts -= 1
    leases.let_go(row, CallState.QUEUED)
    row.available_at = utc_now() + timedelta(seconds=wait)


def finish(session: Session, owner: str, call_id: str) -> CallRow:
    """The held call is judged (in the same transaction as its judgement). Conflict where another one took it over."""
    row = _held(session, owner, call_id)
    leases.let_go(row, CallState.DONE)
    row.failure_code = row.failure_reason = row.failed_at = None
    return row


def fail(session: Session, owner: str, call_id: str, code: str, reason: str) -> None:
    """The held call can't be judged: ``code`` for programs, ``reason`` for people."""
    _fail(_held(session, owner, call_id), code, reason)


def retry(session: Session, call_ids: Sequence[str] | None = None) -> int:
    """Queue failed calls again, all or these; returns how many."""
    failed = CallRow.state == CallState.FAILED
    if call_ids is not None:
        failed = and_(failed, CallRow.id.in_(call_ids))
    again = {
        "state": CallState.QUEUED,
        "attempts": 0,
        "available_at": utc_now(),
        "lease_owner": None,
        "lease_until": None,
    }
    return len(session.execute(update(CallRow).where(failed).values(again).returning(CallRow.id)).all())


def get_call(session: Session, call_id: str) -> CallRow:
    """Raises NotInStore."""
    row = session.get(CallRow, call_id)
    if row is None:
        raise NotInStore(_("通话"), call_id)
    return row


def facts_of(row: CallRow) -> ManifestRow | None:
    """What the telephone system says of a call, as it was read; None where it says nothing."""
    if not row.manifest:
        return None
    direction = row.manifest.get("direction")
    return ManifestRow(**{**row.manifest, "direction": Direction(direction) if direction else None})


def hear_again(row: CallRow) -> None:
    """Queue a judged call anew: with other facts it would have been heard otherwise."""
    row.state, row.attempts, row.available_at = CallState.QUEUED, 0, utc_now()


def _claim_of(session: Session, row: CallRow) -> Claim:
    recording = session.get_one(RecordingRow, row.sha256)
    return Claim(row.id, row.sha256, recording.kind, recording.file_name, row.name, facts_of(row), row.attempts)


def _first(session: Session, kind: Kind, now: datetime, among: Sequence[str] | None) -> CallRow | None:
    """The next call of a ``kind`` that nobody else is just claiming."""
    return leases.unclaimed(session, _in_order(select(CallRow), kind, now, among))


def _in_order(chosen: Select[Any], kind: Kind, now: datetime, among: Sequence[str] | None) -> Select[Any]:
    """Calls of a ``kind``, the next one first. The index ix_calls_waiting has this order; among chosen calls, looking
    up their ids is quicker than going along the whole queue."""
    wanted = kind(now) if among is None else and_(CallRow.id.in_(among), kind(now, _unindexed(CallRow.state)))
    return chosen.where(wanted).order_by(CallRow.priority, CallRow.attempts, CallRow.available_at)


def _unindexed(column: State) -> State:
    """The same, but neither database looks for it in an index."""
    return column.concat("")


def _fresh(now: datetime, state: State = CallRow.state) -> ColumnElement[bool]:
    """Never tried. Asked for apart from suspects: no index has the order of both together."""
    return and_(state == CallState.QUEUED, CallRow.attempts == 0, leases.is_over(CallRow.available_at, now))


def _suspect(now: datetime, state: State = CallRow.state) -> ColumnElement[bool]:
    """Its holder did not survive it, or let its lease end."""
    put_back = and_(state == CallState.QUEUED, CallRow.attempts > 0, leases.is_over(CallRow.available_at, now))
    abandoned = and_(state == CallState.WORKING, leases.is_over(CallRow.lease_until, now))
    return or_(put_back, abandoned)


def _give_up_on_killers(session: Session) -> None:
    """A call that ended the process of every worker that took it is set aside."""
    abandoned = and_(leases.lapsed(CallRow, utc_now()), CallRow.attempts >= MOST_ATTEMPTS)
    for row in session.scalars(select(CallRow).where(abandoned).with_for_update(skip_locked=True)):
        _fail(row, "worker_lost", f"处理这段录音时进程 {row.attempts} 次异常终止，已停止重试")


def _fail(row: CallRow, code: str, reason: str) -> None:
    leases.let_go(row, CallState.FAILED)
    row.failure_code, row.failure_reason, row.failed_at = code, reason, utc_now()


def _held(session: Session, owner: str, call_id: str) -> CallRow:
    return leases.held(session, CallRow, call_id, owner, _("这通电话已由另一个进程接手"))
