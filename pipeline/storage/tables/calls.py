"""Recordings, and the calls in them with their place in the queue and their current outcome."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.storage.tables.base import Base, JsonText, utc_now


class CallState(StrEnum):
    QUEUED = "queued"  # waits for a worker; `available_at` may lie ahead after a failed attempt
    WORKING = "working"  # a worker holds it until `lease_until`
    DONE = "done"
    FAILED = "failed"  # with its reason; `retry` queues it again


class RecordingRow(Base):
    """One file by its content: ``sha256`` is its identity, wherever it lay and whatever it was called."""

    __tablename__ = "recordings"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))  # audio | transcript
    file_name: Mapped[str] = mapped_column(String(255), index=True)
    folder: Mapped[str | None] = mapped_column(String(1000))  # where it lay when it was taken in; None: uploaded
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    duration: Mapped[float | None]
    channels: Mapped[int | None]
    sampling_rate: Mapped[int | None]
    codec: Mapped[str | None] = mapped_column(String(64))
    stored_at: Mapped[datetime] = mapped_column(default=utc_now)
    deleted_at: Mapped[datetime | None]  # by retention: the bytes are gone, the row stays


class CallRow(Base):
    """One call: what the telephone system says of it, where it stands in the queue, what it scored last.

    ``id`` is the beginning of the content hash. The columns under "current outcome" repeat the scorecard in force,
    so that lists of many thousand calls need one table only.
    """

    __tablename__ = "calls"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("recordings.sha256"), unique=True)
    name: Mapped[str] = mapped_column(String(200), index=True)  # the telephone system's id, or the file's stem
    created_at: Mapped[datetime] = mapped_column(default=utc_now, index=True)

    # queue
    state: Mapped[str] = mapped_column(String(16), default=CallState.QUEUED)
    priority: Mapped[int] = mapped_column(default=0)  # smaller comes first
    attempts: Mapped[int] = mapped_column(default=0)
    available_at: Mapped[datetime] = mapped_column(default=utc_now)
    lease_owner: Mapped[str | None] = mapped_column(String(128))
    lease_until: Mapped[datetime | None]
    failure_code: Mapped[str | None] = mapped_column(String(64))
    failure_reason: Mapped[str | None] = mapped_column(Text)
    failed_at: Mapped[datetime | None]

    # what the telephone system says (agent, team, direction and start are completed by what was heard)
    agent_id: Mapped[str | None] = mapped_column(String(200), index=True)
    team: Mapped[str | None] = mapped_column(String(200), index=True)
    queue: Mapped[str | None] = mapped_column(String(200))
    direction: Mapped[str | None] = mapped_column(String(16))
    customer_number: Mapped[str | None] = mapped_column(String(64))
    started_at: Mapped[datetime | None] = mapped_column(index=True)
    project: Mapped[str | None] = mapped_column(String(200), index=True)  # what the service is rendered for
    case_id: Mapped[str | None] = mapped_column(String(200))  # as other systems name the case
    order_id: Mapped[str | None] = mapped_column(String(200))  # of the service order
    manifest: Mapped[dict[str, Any] | None] = mapped_column(JsonText)  # the manifest's row, as read

    # current outcome
    duration: Mapped[float | None]
    hearing_confidence: Mapped[float | None]  # 0-1, the recogniser's in the agent's words, mean by character
    line_faults: Mapped[int | None]  # warnings and errors about the audio; None without audio
    transcript_id: Mapped[int | None]
    judgement_id: Mapped[int | None]
    scorecard_id: Mapped[int | None]
    scored_judgement_id: Mapped[int | None]  # the judgement under the scorecard in force, maybe not the latest one
    kind: Mapped[str | None] = mapped_column(String(40), index=True)  # of the pack's kinds, or `unsure`
    kind_confidence: Mapped[float | None]
    fault_type: Mapped[str | None] = mapped_column(String(80), index=True)  # of the pack's, or the manifest's own
    fault_type_confidence: Mapped[float | None]  # 0-1; None where the manifest or a person says it
    fault_type_origin: Mapped[str | None] = mapped_column(String(16))  # manifest | machine | person
    case_number: Mapped[int | None] = mapped_column(index=True)  # the case that it belongs to
    score_origin: Mapped[str | None] = mapped_column(String(16))  # machine | review | appeal
    score: Mapped[float | None] = mapped_column(index=True)
    grade: Mapped[str | None] = mapped_column(String(16))
    unscored: Mapped[str | None] = mapped_column(Text)  # why a judged call has no score
    fatal: Mapped[bool] = mapped_column(default=False)
    needs_review: Mapped[bool] = mapped_column(default=False)
    risk: Mapped[float] = mapped_column(default=0.0)  # orders the review queue, greatest first
    audit_sample: Mapped[bool] = mapped_column(default=False)  # in the random share, whatever was found
    review_state: Mapped[str] = mapped_column(
        String(16), default="none"
    )  # none | claimed | reviewed | published | aside
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    assigned_to: Mapped[int | None] = mapped_column(ForeignKey("users.id"))  # who should review it
    personal_deleted_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_calls_waiting", "state", "attempts", "priority", "available_at"),
        Index("ix_calls_to_review", "review_state", "needs_review", "risk"),
    )
