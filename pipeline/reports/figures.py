"""The numbers that a report shows, each with its interval and the size of its sample."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.statistics.estimate import Estimate

Direction = Literal["up", "down", "unclear", "too_few"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a group stands: ``rank`` only where it can be told from all others, ``text`` says so in words.

    ``more_calls``: about so many more would tell it from its nearest neighbour.
    """

    text: str
    rank: int | None = None
    more_calls: int | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """Change a week, in the unit of what is measured."""

    direction: Direction
    per_week: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class WeekPoint:
    """What was measured in one ISO week such as ``2026-W45``."""

    week: str
    figure: Estimate


@dataclass(frozen=True, slots=True)
class CheckFigure:
    """How often a check was passed, of the calls in which it passed or failed. ``pass_rate`` is a share, 0-1."""

    check: str
    title: str
    pass_rate: Estimate
    passed: int = 0
    failed: int = 0
    unsure: int = 0
    not_applicable: int = 0
    error: int = 0


TOO_FEW = Trend("too_few")
