"""Calls enter the store, and wait in its queue until a worker has judged them: every call once, none lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from pipeline.domain.call import Direction
from pipeline.intake.manifest import ManifestRow
from pipeline.storage.errors import Conflict, NotInStore
from pipeline.storage.tables import CallRow, CallState, RecordingRow, utc_now

FRESH, BACKLOG = 0, 10  # priorities: smaller comes first
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
    recording = {"sha256": new.sha256, "kind": new.kind, "file_name": new.file_name, "size_bytes": new.size_bytes}
    session.execute(insert(RecordingRow).values(recording).on_conflict_do_nothing())
    facts = new.facts or ManifestRow(new.file_name)
    known = {name: getattr(facts, name) for name in ("agent_id", "team", "queue", "direction", "customer_number")}
    values = known | {"id": call_id_of(new.sha256), "sha256": new.sha256, "name": new.name, "priority": new.priority,
                      "started_at": new.started_at, "manifest": asdict(facts) if new.facts else None}  # fmt: skip
    added = session.execute(insert(CallRow).values(values).on_conflict_do_nothing().returning(CallRow.id))
    return added.first() is not None


def claim(session: Session, owner: str, lease: float, among: Sequence[str] | None = None,
          suspects: bool | None = None) -> Claim | None:  # fmt: skip
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
    row.state, row.lease_owner, row.lease_until = CallState.WORKING, owner, now + timedelta(seconds=lease)
    row.attempts += 1
    recording = session.get_one(RecordingRow, row.sha256)
    facts = _facts(row.manifest) if row.manifest else None
    return Claim(row.id, row.sha256, recording.kind, recording.file_name, row.name, facts, row.attempts)


def any_waits(session: Session) -> bool:
    """Whether a call could be claimed now."""
    now = utc_now()
    return any(session.scalar(select(CallRow.id).where(kind).limit(1)) for kind in (_fresh(now), _suspect(now)))


def extend(session: Session, owner: str, call_ids: Sequence[str], lease: float) -> int:
    """Heartbeat: hold these calls for another ``lease`` seconds; returns how many are still held."""
    held = and_(CallRow.id.in_(call_ids), CallRow.lease_owner == owner, CallRow.state == CallState.WORKING)
    until = utc_now() + timedelta(seconds=lease)
    return len(session.execute(update(CallRow).where(held).values(lease_until=until).returning(CallRow.id)).all())


def release(session: Session, owner: str, call_id: str, wait: float = 0.0) -> None:
    """Put a held call back, to be tried again after ``wait`` seconds: no attempt that its holder did not survive."""
    row = _held(session, owner, call_id)
    row.attempts -= 1
    row.state, row.lease_owner, row.lease_until = CallState.QUEUED, None, None
    row.available_at = utc_now() + timedelta(seconds=wait)


def abandon(session: Session, owner: str) -> int:
    """End the leases of a holder that is known to be gone, so that others need not wait; returns how many."""
    held = and_(CallRow.lease_owner == owner, CallRow.state == CallState.WORKING)
    past = utc_now() - timedelta(seconds=1)
    return len(session.execute(update(CallRow).where(held).values(lease_until=past).returning(CallRow.id)).all())


def finish(session: Session, owner: str, call_id: str) -> CallRow:
    """The held call is judged (in the same transaction as its judgement). Conflict where another one took it over."""
    row = _held(session, owner, call_id)
    row.state, row.lease_owner, row.lease_until = CallState.DONE, None, None
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
        raise NotInStore("通话", call_id)
    return row


def waiting(session: Session) -> int:
    """How many calls are queued or held by workers."""
    states = (CallState.QUEUED, CallState.WORKING)
    return session.scalar(select(func.count()).select_from(CallRow).where(CallRow.state.in_(states))) or 0


def _facts(fields: Mapping[str, Any]) -> ManifestRow:
    direction = Direction(fields["direction"]) if fields["direction"] else None
    return ManifestRow(**{**fields, "direction": direction})


def _first(session: Session, kind: Kind, now: datetime, among: Sequence[str] | None) -> CallRow | None:
    """The next call of a ``kind`` that nobody else is just claiming. The index ix_calls_waiting has this order; among
    chosen calls, looking up their ids is quicker than going along the whole queue."""
    wanted = kind(now) if among is None else and_(CallRow.id.in_(among), kind(now, _unindexed(CallRow.state)))
    waiting = select(CallRow).where(wanted).order_by(CallRow.priority, CallRow.attempts, CallRow.available_at)
    return session.scalars(waiting.limit(1).with_for_update(skip_locked=True)).first()


def _unindexed(column: State) -> State:
    """The same, but neither database looks for it in an index."""
    return column.concat("")


def _fresh(now: datetime, state: State = CallRow.state) -> ColumnElement[bool]:
    """Never tried. Asked for apart from suspects: no index has the order of both together."""
    return and_(state == CallState.QUEUED, CallRow.attempts == 0, CallRow.available_at <= now)


def _suspect(now: datetime, state: State = CallRow.state) -> ColumnElement[bool]:
    """Its holder did not survive it, or let its lease end."""
    put_back = and_(state == CallState.QUEUED, CallRow.attempts > 0, CallRow.available_at <= now)
    abandoned = and_(state == CallState.WORKING, CallRow.lease_until < now)
    return or_(put_back, abandoned)


def _give_up_on_killers(session: Session) -> None:
    """A call that ended the process of every worker that took it is set aside."""
    abandoned = and_(CallRow.state == CallState.WORKING, CallRow.lease_until < utc_now(),
                     CallRow.attempts >= MOST_ATTEMPTS)  # fmt: skip
    for row in session.scalars(select(CallRow).where(abandoned).with_for_update(skip_locked=True)):
        _fail(row, "worker_lost", f"处理这段录音时进程 {row.attempts} 次异常终止，已停止重试")


def _fail(row: CallRow, code: str, reason: str) -> None:
    row.state, row.lease_owner, row.lease_until = CallState.FAILED, None, None
    row.failure_code, row.failure_reason, row.failed_at = code, reason, utc_now()


def _held(session: Session, owner: str, call_id: str) -> CallRow:
    row = session.get(CallRow, call_id, with_for_update=True)
    if row is None or row.state != CallState.WORKING or row.lease_owner != owner:
        raise Conflict("这通电话已由另一个进程接手")
    return row
