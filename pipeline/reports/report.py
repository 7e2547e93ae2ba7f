"""The reports: what they show, one class for each kind of line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.reports.figures import TOO_FEW, CheckFigure, Standing, Trend, WeekPoint
from pipeline.statistics.estimate import Estimate


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One agent, team or week. ``score`` is 0-100; ``forbidden`` counts findings in 100 calls.

    ``key`` is None for the calls of which it is not known whose they are.
    """

    key: str | None
    label: str
    score: Estimate
    standing: Standing
    trend: Trend
    forbidden: Estimate
    fatal: int = 0
    corrected: int = 0
    checks: tuple[CheckFigure, ...] = ()
    weeks: tuple[WeekPoint, ...] = ()

    @property
    def calls(self) -> int:
        return self.score.n


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check over all calls; the trend is that of its pass rate."""

    figure: CheckFigure
    standing: Standing
    trend: Trend = TOO_FEW
    weeks: tuple[WeekPoint, ...] = ()


@dataclass(frozen=True, slots=True)
class QualityBin:
    """A fifth of the calls by how well they were heard: the share of calls with a violation."""

    label: str
    figure: Estimate


@dataclass(frozen=True, slots=True)
class QualityLine:
    """How violations move with a measure of the hearing. ``within`` compares each agent's calls with his own others."""

    measure: str
    title: str
    within: bool
    correlation: Estimate
    reading: str
    bins: tuple[QualityBin, ...] = ()


@dataclass(frozen=True, slots=True)
class CommitmentLine:
    """What one agent promised in the calls of the period: ``kept_rate`` is the share that was kept in time, 0-1.

    ``key`` is None for calls of nobody known.
    """

    key: str | None
    label: str
    kept_rate: Estimate
    promised: int
    kept: int
    late: int
    broken: int
    open: int
    void: int


Line = GroupLine | CheckLine | QualityLine | CommitmentLine


@dataclass(frozen=True, slots=True)
class Report:
    """``by`` is one of ``GROUPS``; ``notes`` say in words what the figures can't."""

    by: str
    title: str
    calls: int
    timezone: str
    since: datetime | None
    until: datetime | None
    lines: Sequence[GroupLine] | Sequence[CheckLine] | Sequence[QualityLine] | Sequence[CommitmentLine]
    notes: tuple[str, ...] = ()
