"""An estimate: what was measured, in how many cases, and how far it can be trusted."""

from __future__ import annotations

from dataclasses import dataclass

CONFIDENCE = 0.95  # of every interval
MINIMUM = 10  # calls, or verdicts of a check: below, no rank and no trend


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean, share or correlation of ``n`` values with its 95 % interval; None where ``n`` is too small for one."""

    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
