"""Telling people of something, each once, and that it is over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from pipeline.inbox.kinds import ELSEWHERE, Kind
from pipeline.storage.tables import MailRow, NoticeRow, UserRole, UserRow, utc_now
from pipeline.webhooks import emit


def tell(
    session: Session,
    kind: Kind,
    to: Iterable[int],
    *,
    subject_id: int | None = None,
    call_id: str | None = None,
    **payload: Any,
) -> int:
    """Tell the users ``to`` of it, and other systems; who was told already and has not read it is not told again.
    Returns how many were told. ``payload``: ids and codes for other systems, never what was said."""
    live = select(UserRow).where(UserRow.id.in_(set(to)), UserRow.disabled_at.is_(None)).order_by(UserRow.id)
    waiting = set(
        session.scalars(
            select(NoticeRow.user_id).where(
                NoticeRow.kind == kind,
                NoticeRow.subject_id == subject_id,
                NoticeRow.call_id == call_id,
                NoticeRow.read_at.is_(None),
                NoticeRow.settled_at.is_(None),
            )
        )
    )
    told = [user for user in session.scalars(live) if user.id not in waiting]
    for user in told:
        notice = NoticeRow(user_id=user.id, kind=kind, subject_id=subject_id, call_id=call_id)
        session.add(notice)
        session.flush()
        if user.email and user.wants_mail:
            session.add(MailRow(notice_id=notice.id, user_id=user.id))
    if kind not in ELSEWHERE:
        emit(session, kind, {"subject_id": subject_id, "call_id": call_id, **payload})
    return len(told)


def settle(
    session: Session,
    kind: Kind,
    subject_id: int | None = None,
    call_id: str | None = None,
    user_ids: Iterable[int] | None = None,
) -> None:
    """It waits for nobody any more, or not for these; mails that were not sent yet are not sent."""
    about: list[ColumnElement[bool]] = [NoticeRow.kind == kind, NoticeRow.settled_at.is_(None)]
    about += [NoticeRow.subject_id == subject_id] if subject_id is not None else []
    about += [NoticeRow.call_id == call_id] if call_id is not None else []
    about += [NoticeRow.user_id.in_(set(user_ids))] if user_ids is not None else []
    ids = list(session.scalars(select(NoticeRow.id).where(*about)))
    session.execute(update(NoticeRow).where(NoticeRow.id.in_(ids)).values(settled_at=utc_now()))
    unsent = update(MailRow).where(MailRow.notice_id.in_(ids), MailRow.state == "waiting")
    session.execute(unsent.values(state="dropped"))


def agents_users(session: Session, agent_ids: Iterable[str | None]) -> list[int]:
    """The accounts of agents."""
    wanted = {id for id in agent_ids if id}
    return list(session.scalars(select(UserRow.id).where(UserRow.agent_id.in_(wanted))))


def leads_of(session: Session, team: str | None) -> list[int]:
    if not team:
        return []
    return list(session.scalars(select(UserRow.id).where(UserRow.role == UserRole.LEAD, UserRow.team == team)))


def people_with(session: Session, *roles: UserRole) -> list[int]:
    return list(session.scalars(select(UserRow.id).where(UserRow.role.in_(roles))))
