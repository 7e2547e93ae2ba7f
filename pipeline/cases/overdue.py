"""What is overdue, and what falls due today: by team and agent, in pages, and told to other systems once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from pipeline.cases.costs import charge
from pipeline.inbox import Kind, tell
from pipeline.inbox.tell import agents_users, leads_of
from pipeline.lexicon import Pack
from pipeline.storage.tables import CallRow, PromiseRow
from pipeline.webhooks.outbox import PROMISE_OVERDUE, emit

AT_ONCE = 200  # notices in one transaction
STALE = timedelta(days=7)  # what was over longer ago, when an old store was followed, is no news


class Due(StrEnum):
    OVERDUE = "overdue"
    TODAY = "today"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class DueFilter:
    """What is None does not restrict."""

    due: Due = Due.OVERDUE
    team: str | None = None
    agent_id: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class DueLine:
    promise: PromiseRow
    call: CallRow


@dataclass(frozen=True, slots=True)
class DueCount:
    """How many promises of one agent wait: in all, whose time is over, and that fall due today."""

    team: str | None
    agent_id: str | None
    open: int
    overdue: int
    today: int


def due_lines(
    session: Session, wanted: DueFilter, now: datetime, zone: ZoneInfo, after: Sequence[object] | None, limit: int
) -> list[DueLine]:
    """The longest overdue first; ``after`` is the ``due_at`` and id of the last line shown."""
    rows = (
        select(PromiseRow, CallRow)
        .join(CallRow, CallRow.id == PromiseRow.call_id)
        .where(*_conditions(wanted, now, zone))
    )
    if after is not None:
        due_at, id = after
        rows = rows.where((PromiseRow.due_at > due_at) | ((PromiseRow.due_at == due_at) & (PromiseRow.id > id)))
    return [DueLine(*row) for row in session.execute(rows.order_by(PromiseRow.due_at, PromiseRow.id).limit(limit))]


def due_counts(
    session: Session, now: datetime, zone: ZoneInfo, agent_id: str | None = None, team: str | None = None
) -> list[DueCount]:
    """By team and agent, those with most overdue first."""
    midnight = _midnight(now, zone)
    over = func.sum(case((PromiseRow.due_at < now, 1), else_=0))
    today = func.sum(case(((PromiseRow.due_at >= now) & (PromiseRow.due_at < midnight), 1), else_=0))
    rows = select(PromiseRow.team, PromiseRow.agent_id, func.count(), over, today)
    rows = rows.where(PromiseRow.waiting.is_(True), *_whose(DueFilter(agent_id=agent_id, team=team)))
    found = [DueCount(*row) for row in session.execute(rows.group_by(PromiseRow.team, PromiseRow.agent_id))]
    return sorted(found, key=lambda one: (-one.overdue, -one.today, -one.open, one.team or "", one.agent_id or ""))


def any_unannounced(session: Session, now: datetime) -> bool:
    """Whether a promise became overdue that was not seen to yet."""
    return session.scalars(_unannounced(now).limit(1)).first() is not None


def announce_overdue(session: Session, now: datetime, pack: Pack) -> int:
    """See to promises that became overdue, each once: other systems are told, scorecards are brought up to date where
    the rubric says so. Returns how many were told. Needs a writing session."""
    rows = session.scalars(
        _unannounced(now).order_by(PromiseRow.due_at).limit(AT_ONCE).with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.announced_at = now
    news = [row for row in rows if row.due_at is not None and row.due_at > now - STALE]
    for row in news:
        to = [*agents_users(session, [row.agent_id]), *leads_of(session, row.team)]
        tell(session, Kind.PROMISE_OVERDUE, to, subject_id=row.id, call_id=row.call_id)
        emit(
            session,
            PROMISE_OVERDUE,
            {
                "promise_id": row.id,
                "kind": row.kind,
                "call_id": row.call_id,
                "case": row.case_number,
                "agent_id": row.agent_id,
                "team": row.team,
                "due_at": row.due_at.isoformat() if row.due_at else None,
            },
        )
    session.flush()
    charge(session, [row.call_id for row in rows], pack.rubric, now)
    return len(news)


def _unannounced(now: datetime) -> Select[PromiseRow]:
    waiting = select(PromiseRow).where(PromiseRow.waiting.is_(True), PromiseRow.due_at < now)
    return waiting.where(PromiseRow.announced_at.is_(None))


def _conditions(wanted: DueFilter, now: datetime, zone: ZoneInfo) -> list[ColumnElement[bool]]:
    midnight = _midnight(now, zone)
    when = {
        Due.OVERDUE: [PromiseRow.due_at < now],
        Due.TODAY: [PromiseRow.due_at >= now, PromiseRow.due_at < midnight],
        Due.LATER: [PromiseRow.due_at >= midnight],
    }[wanted.due]
    return [PromiseRow.waiting.is_(True), *when, *_whose(wanted)]


def _midnight(now: datetime, zone: ZoneInfo) -> datetime:
    """The end of today."""
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(), zone)


def _whose(wanted: DueFilter) -> list[ColumnElement[bool]]:
    given = {PromiseRow.team: wanted.team, PromiseRow.agent_id: wanted.agent_id, PromiseRow.kind: wanted.kind}
    return [column == value for column, value in given.items() if value is not None]
