"""One person's inbox: what they were told, and what of it waits."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, func, select, update
from sqlalchemy.orm import Session

from pipeline.inbox.kinds import Kind
from pipeline.storage.tables import NoticeRow, PromiseRow, UserRow, utc_now


def notices_of(session: Session, user_id: int, unread: bool, before: int | None, limit: int) -> Sequence[NoticeRow]:
    """The newest first; ``unread``: without what was read, or is over."""
    asked = select(NoticeRow).where(NoticeRow.user_id == user_id).order_by(NoticeRow.id.desc()).limit(limit)
    asked = asked.where(*waits()) if unread else asked
    return session.scalars(asked.where(NoticeRow.id < before) if before is not None else asked).all()


def waits() -> list[ColumnElement[bool]]:
    """Neither read nor over: a promise is over once nobody waits for it."""
    kept = exists().where(PromiseRow.id == NoticeRow.subject_id, PromiseRow.waiting.is_(False))
    over = and_(NoticeRow.kind == Kind.PROMISE_OVERDUE, kept)
    return [NoticeRow.read_at.is_(None), NoticeRow.settled_at.is_(None), ~over]


def count_unread(session: Session, user_id: int, *kinds: Kind) -> int:
    asked = select(func.count()).select_from(NoticeRow).where(NoticeRow.user_id == user_id, *waits())
    return session.scalar(asked.where(NoticeRow.kind.in_(kinds)) if kinds else asked) or 0


def mark_read(session: Session, user_id: int, ids: Sequence[int] | None) -> int:
    """Some, or (None) all that one was told; returns how many were unread."""
    own = update(NoticeRow).where(NoticeRow.user_id == user_id, NoticeRow.read_at.is_(None))
    own = own.where(NoticeRow.id.in_(ids)) if ids is not None else own
    return len(session.execute(own.values(read_at=utc_now()).returning(NoticeRow.id)).all())


def change_mail(session: Session, user_id: int, email: str | None, wants_mail: bool) -> UserRow:
    """One's own address, and whether one wants mail."""
    user = session.get_one(UserRow, user_id)
    user.email, user.wants_mail = email, wants_mail
    return user
