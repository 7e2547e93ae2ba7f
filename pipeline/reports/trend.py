"""Whether something rises or falls from week to week, told only where the interval of the slope is clear of zero."""

from __future__ import annotations

import numpy as np

from pipeline.reports.constants import FEWEST_WEEKS
from pipeline.reports.figures import TOO_FEW, Trend
from pipeline.statistics.estimate import MINIMUM
from pipeline.statistics.intervals import Floats, slope_of


def trend_of(weeks: Floats, values: Floats) -> Trend:
    """``weeks`` numbers the week of each value; a regression line through all of them."""
    if len(values) < MINIMUM or len(np.unique(weeks)) < FEWEST_WEEKS:
        return TOO_FEW
    slope = slope_of(weeks, values)
    if slope.value is None or slope.low is None or slope.high is None:
        return TOO_FEW
    direction = "up" if slope.low > 0 else "down" if slope.high < 0 else "unclear"
    return Trend(direction, slope.value, slope.low, slope.high)  # type: ignore[arg-type]


def trend_of_counts(weeks: Floats, passed: Floats, failed: Floats) -> Trend:
    """The trend of a pass rate from its counts week by week."""
    numbers = np.concatenate([np.repeat(weeks, passed.astype(int)), np.repeat(weeks, failed.astype(int))])
    values = np.concatenate([np.ones(int(passed.sum())), np.zeros(int(failed.sum()))])
    return trend_of(numbers, values)
