"""What people decide about the machine's judgements: reviews with their decisions, appeals."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.storage.tables.base import Base, JsonText, utc_now


class ReviewRow(Base):
    """One reviewer's work on one judgement. ``version`` grows with every change, so nobody overwrites another."""

    __tablename__ = "reviews"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    judgement_id: Mapped[int] = mapped_column(ForeignKey("judgements.id"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    state: Mapped[str] = mapped_column(String(16), default="claimed")  # claimed | released | finished
    version: Mapped[int] = mapped_column(default=1)
    random: Mapped[bool] = mapped_column(default=False)  # came from the random share: counts for recall
    comment: Mapped[str | None] = mapped_column(Text)
    claimed_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    finished_at: Mapped[datetime | None]


class DecisionRow(Base):
    """One thing a person decided: about a finding, a check, one of the 5W, or a finding that the machine had missed.

    Rows are only added; the latest about the same finding or check counts, and ``withdraw`` takes one back.
    """

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    review_id: Mapped[int | None] = mapped_column(ForeignKey("reviews.id"), index=True)
    appeal_id: Mapped[int | None] = mapped_column(ForeignKey("appeals.id"))
    judgement_id: Mapped[int] = mapped_column(ForeignKey("judgements.id"), index=True)
    action: Mapped[str] = mapped_column(String(16))  # see pipeline/review/decisions.py
    finding_id: Mapped[int | None] = mapped_column(ForeignKey("findings.id"), index=True)
    added_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"))  # the `add` it is about, or takes back
    check: Mapped[str] = mapped_column(String(64))
    category: Mapped[str | None] = mapped_column(String(64))  # of a slot: which one
    severity: Mapped[str | None] = mapped_column(String(16))
    verdict: Mapped[str | None] = mapped_column(String(16))  # of a check; of a slot: given | asked | missing
    utterance: Mapped[int | None]
    char_start: Mapped[int | None]
    char_end: Mapped[int | None]
    comment: Mapped[str | None] = mapped_column(Text)
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class AppealRow(Base):
    """An agent's challenge of a finding, a check or a whole score, and how another reviewer decided it."""

    __tablename__ = "appeals"
    __table_args__ = (Index("ix_appeals_open_about", "open_about", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    scorecard_id: Mapped[int] = mapped_column(ForeignKey("scorecards.id"))
    finding_id: Mapped[int | None] = mapped_column(ForeignKey("findings.id"))
    added_id: Mapped[int | None]  # of a decision; a foreign key would close a circle of tables
    check: Mapped[str | None] = mapped_column(String(64))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16), default="open")  # open | upheld | rejected | withdrawn
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    decide_by: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str | None] = mapped_column(Text)
    details: Mapped[dict[str, Any]] = mapped_column(JsonText, default=dict)
    # What an open appeal is about, None once it is over: there are never two about the same at once.
    open_about: Mapped[str | None] = mapped_column(String(160))


class PublicationRow(Base):
    """A scorecard that was shown to its agent, as the call's ``version``; withdrawn, the agent reads why."""

    __tablename__ = "publications"
    __table_args__ = (UniqueConstraint("call_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"))
    scorecard_id: Mapped[int] = mapped_column(ForeignKey("scorecards.id"), index=True)
    version: Mapped[int]  # 1, 2, … of the call
    published_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    published_at: Mapped[datetime] = mapped_column(default=utc_now)
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(Text)  # of the withdrawal


class PrecedentRow(Base):
    """A finding like one that an upheld appeal struck out: its call waits to be looked at again."""

    __tablename__ = "precedents"
    __table_args__ = (UniqueConstraint("appeal_id", "finding_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id"))
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class NoteRow(Base):
    """What reviewers and trainers write to each other about a call, about a moment of it, or in reply to a note."""

    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    reply_to: Mapped[int | None] = mapped_column(ForeignKey("notes.id"))
    at: Mapped[float | None]  # seconds of the recording
    text: Mapped[str] = mapped_column(Text)
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class WordsCorrectionRow(Base):
    """What a person heard instead of the machine: other words, or another speaker. The call was judged anew on the
    transcript ``after_id``; the machine's stays as it is."""

    __tablename__ = "words_corrections"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    before_id: Mapped[int] = mapped_column(ForeignKey("transcripts.id"))
    after_id: Mapped[int] = mapped_column(ForeignKey("transcripts.id"))
    utterance: Mapped[int]
    start: Mapped[float]  # seconds of the recording
    end: Mapped[float]
    text_before: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    role_before: Mapped[str] = mapped_column(String(16))
    role: Mapped[str] = mapped_column(String(16))
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class KindCorrectionRow(Base):
    """What kind of call it is, as a person says: the latest counts, for every judging from then on."""

    __tablename__ = "kind_corrections"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    judgement_id: Mapped[int] = mapped_column(ForeignKey("judgements.id"))  # the one that was corrected
    kind: Mapped[str] = mapped_column(String(40))
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
