"""Intervals of means (Student's t), shares (Wilson), slopes and correlations (Fisher)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, stdtrit  # scipy.stats has the same, but takes a second to import

from pipeline.statistics.estimate import CONFIDENCE, Estimate

Floats = NDArray[np.float64]
_TAIL = (1 + CONFIDENCE) / 2
FEWEST_FOR_CORRELATION = 4  # Fisher's interval is not defined below


def mean_interval(n: ArrayLike, mean: ArrayLike, deviation: ArrayLike) -> tuple[Floats, Floats]:
    """Low and high ends for the means of samples with these sizes and standard deviations (of n - 1).

    NaN where there are fewer than two values. Values that are all equal have an interval of no width.
    """
    size, centre = np.asarray(n, dtype=np.float64), np.asarray(mean, dtype=np.float64)
    known = size > 1
    spread = np.where(known, np.nan_to_num(np.asarray(deviation, dtype=np.float64)), np.nan)
    safe = np.where(known, size, 2.0)
    half = stdtrit(safe - 1, _TAIL) * spread / np.sqrt(safe)
    return centre - half, centre + half


def share_interval(passed: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    """Wilson's interval for the shares ``passed / n``; NaN where ``n`` is 0."""
    size, count = np.asarray(n, dtype=np.float64), np.asarray(passed, dtype=np.float64)
    safe = np.where(size > 0, size, np.nan)
    z = ndtri(_TAIL)
    share = count / safe
    centre = (share + z**2 / (2 * safe)) / (1 + z**2 / safe)
    half = z / (1 + z**2 / safe) * np.sqrt(share * (1 - share) / safe + z**2 / (4 * safe**2))
    return np.clip(centre - half, 0.0, 1.0), np.clip(centre + half, 0.0, 1.0)


def mean_of(values: ArrayLike, least: float = -np.inf, most: float = np.inf) -> Estimate:
    """The mean of ``values``; the interval is cut off at what the values can be at all."""
    sample = np.asarray(values, dtype=np.float64)
    if not len(sample):
        return Estimate(0)
    mean = float(sample.mean())
    deviation = float(sample.std(ddof=1)) if len(sample) > 1 else np.nan
    low, high = mean_interval(len(sample), mean, deviation)
    return estimate(len(sample), mean, np.clip(low, least, most), np.clip(high, least, most))


def share_of(passed: int, n: int) -> Estimate:
    """The share ``passed / n`` with Wilson's interval."""
    low, high = share_interval(passed, n)
    return estimate(n, passed / n if n else np.nan, low, high)


def slope_of(x: Sequence[float] | Floats, y: Sequence[float] | Floats) -> Estimate:
    """Change of ``y`` for each unit of ``x``; no value where ``x`` is always the same."""
    across, up = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if len(across) < 3 or np.ptp(across) == 0:
        return Estimate(len(across))
    if np.ptp(up) == 0:
        return Estimate(len(across), 0.0, 0.0, 0.0)
    from_middle, freedom = across - across.mean(), len(across) - 2
    spread = float(from_middle @ from_middle)
    slope = float(from_middle @ up) / spread
    left = up - up.mean() - slope * from_middle
    half = float(stdtrit(freedom, _TAIL)) * np.sqrt(float(left @ left) / freedom / spread)
    return estimate(len(across), slope, slope - half, slope + half)


def correlation_of(x: ArrayLike, y: ArrayLike) -> Estimate:
    """Pearson's correlation with Fisher's interval; no value where one of the two never changes."""
    across, up = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if len(across) < FEWEST_FOR_CORRELATION or np.ptp(across) < 1e-12 or np.ptp(up) < 1e-12:
        return Estimate(len(across))
    one, other = (values - values.mean() for values in (across, up))
    correlation = float(np.clip(one @ other / np.sqrt((one @ one) * (other @ other)), -1.0, 1.0))
    with np.errstate(divide="ignore"):  # exactly 1 or -1: an interval of no width
        middle, half = np.arctanh(correlation), ndtri(_TAIL) / np.sqrt(len(across) - 3)
    return estimate(len(across), correlation, np.tanh(middle - half), np.tanh(middle + half))


def estimate(n: float, value: float, low: ArrayLike, high: ArrayLike) -> Estimate:
    """NaN becomes None: JSON and spreadsheets know no NaN."""
    return Estimate(int(n), _plain(value), _plain(low), _plain(high))


def _plain(value: ArrayLike) -> float | None:
    number = float(np.asarray(value))
    return number if np.isfinite(number) else None
