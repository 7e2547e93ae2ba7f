"""What is owed to a customer, and how it stands at a moment."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum


class PromiseKind(StrEnum):
    PROMISE = "promise"  # the agent said it
    FIRST_ANSWER = "first_answer"  # the others are the pack's deadlines
    CALL_BACK = "call_back"
    FOLLOW_UP = "follow_up"


class PromiseState(StrEnum):
    OPEN = "open"  # not due yet, or nobody knows when
    KEPT = "kept"
    LATE = "late"  # taken up after its time
    BROKEN = "broken"  # its time is over and nobody took it up, or a later call says so
    VOID = "void"  # a person says that nothing was owed


CLOSINGS = (PromiseState.KEPT, PromiseState.LATE, PromiseState.BROKEN, PromiseState.VOID)


def state_at(
    now: datetime,
    *,
    due_at: datetime | None,
    taken_up_at: datetime | None = None,
    denied: bool = False,
    closed_as: str | None = None,
) -> PromiseState:
    """What a person says counts; else what later calls tell; else the clock. All moments bear a time zone."""
    if closed_as is not None:
        return PromiseState(closed_as)
    if taken_up_at is not None:
        return PromiseState.LATE if due_at is not None and taken_up_at > due_at else PromiseState.KEPT
    if denied or (due_at is not None and now > due_at):
        return PromiseState.BROKEN
    return PromiseState.OPEN
