"""Clips that trainers collect, and what they are given to whom to learn from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.storage.tables.base import Base, JsonText, utc_now


class CollectionRow(Base):
    """A named list of clips."""

    __tablename__ = "collections"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    description: Mapped[str] = mapped_column(Text, default="")
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class ClipRow(Base):
    """A stretch of a call in a collection: a good or a bad example of a check.

    ``reason``, ``suggestion`` and ``marks`` are what the example was shown with when it was collected; the marks
    (``[utterance, start, end]``, code points) are offsets into the transcript ``transcript_id``.
    """

    __tablename__ = "clips"
    __table_args__ = (Index("ix_clips_place", "collection_id", "position", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    collection_id: Mapped[int] = mapped_column(ForeignKey("collections.id", ondelete="CASCADE"), index=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    finding_id: Mapped[int | None] = mapped_column(ForeignKey("findings.id"))
    check: Mapped[str] = mapped_column(String(64))
    category: Mapped[str | None] = mapped_column(String(64))
    good: Mapped[bool]
    start: Mapped[float]
    end: Mapped[float]
    note: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    suggestion: Mapped[str | None] = mapped_column(Text)
    marks: Mapped[list[list[int]]] = mapped_column(JsonText, default=list)
    transcript_id: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class AssignmentRow(Base):
    """A collection, or one clip of it, that people are to learn from until ``due_at``. ``checks`` are what it is
    about, each ``{"check": …, "category": …}``; whether they improved is measured by them."""

    __tablename__ = "assignments"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(100))
    collection_id: Mapped[int | None] = mapped_column(ForeignKey("collections.id", ondelete="SET NULL"), index=True)
    clip_id: Mapped[int | None] = mapped_column(ForeignKey("clips.id", ondelete="SET NULL"))
    whole: Mapped[bool] = mapped_column(default=True)  # the collection, not one clip of it
    checks: Mapped[list[dict[str, Any]]] = mapped_column(JsonText)
    team: Mapped[str | None] = mapped_column(String(200))  # where a whole team was meant
    note: Mapped[str] = mapped_column(Text, default="")
    due_at: Mapped[datetime] = mapped_column(index=True)
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    withdrawn_at: Mapped[datetime | None]


class AssignedRow(Base):
    """What one agent made of an assignment. ``played`` are the clips that were listened to."""

    __tablename__ = "assignment_agents"

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id", ondelete="CASCADE"), primary_key=True)
    agent_id: Mapped[str] = mapped_column(String(200), primary_key=True, index=True)
    team: Mapped[str | None] = mapped_column(String(200))  # whose the agent was then
    opened_at: Mapped[datetime | None]
    played: Mapped[list[int]] = mapped_column(JsonText, default=list)
    acknowledged_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
