"""What people were told, and the mails about it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.storage.tables.base import Base, utc_now

TOGETHER = timedelta(seconds=60)  # what comes within so long goes into one mail


def soon() -> datetime:
    return utc_now() + TOGETHER


class NoticeRow(Base):
    """One person was told of one thing. ``subject_id`` is the appeal, note, assignment or promise that it is about;
    ``settled_at``: it waits for nobody any more, be it read or not."""

    __tablename__ = "notices"
    __table_args__ = (Index("ix_notices_waiting", "user_id", "read_at", "settled_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int | None] = mapped_column(index=True)
    call_id: Mapped[str | None] = mapped_column(ForeignKey("calls.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    read_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]


class MailRow(Base):
    """A notice that is to be mailed: tried again until it is delivered or given up; dropped where it was read."""

    __tablename__ = "mails"
    __table_args__ = (Index("ix_mails_due", "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    state: Mapped[str] = mapped_column(String(16), default="waiting")  # waiting | delivered | given_up | dropped
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(default=soon)
    last_error: Mapped[str | None] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    delivered_at: Mapped[datetime | None]
