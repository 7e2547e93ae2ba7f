"""What waits for somebody, as the API and the pages tell it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.schemas.inbox import InboxItem
from pipeline.accounts import Principal
from pipeline.cases.overdue import due_counts
from pipeline.inbox.box import count_unread
from pipeline.inbox.kinds import Kind, address_of, title_of
from pipeline.storage.tables import AppealRow, AssignedRow, AssignmentRow, NoticeRow, PromiseRow, UserRole

REVIEWERS = (UserRole.REVIEWER, UserRole.ADMIN)


def inbox_item(session: Session, row: NoticeRow, role: str) -> InboxItem:
    """``waits``: nobody has read it, and it is not over."""
    over = row.settled_at is not None
    if row.kind == Kind.PROMISE_OVERDUE and row.subject_id is not None:
        promise = session.get(PromiseRow, row.subject_id)
        over = over or promise is None or not promise.waiting
    return InboxItem(
        id=row.id,
        kind=row.kind,
        title=title_of(row.kind),
        href=address_of(row, role),
        call_id=row.call_id,
        subject_id=row.subject_id,
        created_at=row.created_at,
        read_at=row.read_at,
        over=over,
        waits=row.read_at is None and not over,
    )


def counts_of(session: Session, user: Principal, now: datetime, zone: ZoneInfo) -> dict[str, int]:
    """How much waits behind each entry of the navigation, by its address; what is zero is left out."""
    found = {"/inbox": count_unread(session, user.user_id)}
    if user.role in REVIEWERS:
        found["/appeals"] = session.scalar(select(func.count()).where(AppealRow.state == "open")) or 0
    if user.role is UserRole.AGENT:
        found["/me"] = count_unread(session, user.user_id, Kind.SCORECARD_PUBLISHED)
        found["/me/appeals"] = count_unread(session, user.user_id, Kind.APPEAL_DECIDED)
        found["/me/training"] = _to_learn(session, user.agent_id or "")
    if user.role in (UserRole.TRAINER, UserRole.LEAD, UserRole.ADMIN):
        place = "/assignments" if user.role is UserRole.LEAD else "/coaching"
        found[place] = count_unread(session, user.user_id, Kind.ASSIGNMENT_ANSWERED)
    if user.role not in (UserRole.AGENT, UserRole.LEAD):
        found["/notes"] = count_unread(session, user.user_id, Kind.NOTE_ANSWERED)
    own = user.agent_id or "" if user.role is UserRole.AGENT else None
    found["/due"] = sum(one.overdue for one in due_counts(session, now, zone, own, user.team))
    return {place: n for place, n in found.items() if n}


def _to_learn(session: Session, agent_id: str) -> int:
    asked = select(func.count()).select_from(AssignedRow).join(AssignmentRow)
    return (
        session.scalar(
            asked.where(
                AssignedRow.agent_id == agent_id,
                AssignedRow.acknowledged_at.is_(None),
                AssignmentRow.withdrawn_at.is_(None),
            )
        )
        or 0
    )
