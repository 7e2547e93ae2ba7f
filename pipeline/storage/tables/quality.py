"""Calibration: several reviewers score the same calls blind, then compare."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.storage.tables.base import Base, JsonText, utc_now


class CalibrationRow(Base):
    """One session; answers stay hidden from the other reviewers until it is closed."""

    __tablename__ = "calibrations"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    closed_at: Mapped[datetime | None]


class CalibrationCallRow(Base):
    __tablename__ = "calibration_calls"

    calibration_id: Mapped[int] = mapped_column(ForeignKey("calibrations.id", ondelete="CASCADE"), primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), primary_key=True)
    judgement_id: Mapped[int] = mapped_column(ForeignKey("judgements.id"))


class CalibrationAnswerRow(Base):
    """One reviewer's verdicts, check by check."""

    __tablename__ = "calibration_answers"
    __table_args__ = (UniqueConstraint("calibration_id", "call_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    calibration_id: Mapped[int] = mapped_column(ForeignKey("calibrations.id", ondelete="CASCADE"), index=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    verdicts: Mapped[dict[str, Any]] = mapped_column(JsonText)  # check id -> pass | fail | not_applicable
    answered_at: Mapped[datetime] = mapped_column(default=utc_now)
