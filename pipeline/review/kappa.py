"""Cohen's kappa of two judges with a bootstrap interval."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipeline.statistics.estimate import CONFIDENCE, Estimate
from pipeline.statistics.intervals import estimate

RESAMPLES = 2000
FEWEST = 5  # pairs for an interval
Pair = tuple[str, str]
Counts = NDArray[np.float64]


def kappa_of(pairs: Sequence[Pair]) -> Estimate:
    """Agreement beyond chance, of -1 to 1; no value where both judges never differ in what they say."""
    return _kappa(tuple(sorted(Counter(pairs).items())))


@lru_cache(maxsize=1024)
def _kappa(counted: tuple[tuple[Pair, int], ...]) -> Estimate:
    """The same table of verdicts gives the same figures, and is computed once."""
    table = _table(counted)
    n, value = int(table.sum()), float(_kappas(table[None])[0])
    if n < FEWEST or not np.isfinite(value):
        return estimate(n, value, np.nan, np.nan)
    random = np.random.default_rng(0)
    drawn = random.multinomial(n, table.ravel() / n, size=RESAMPLES)  # pairs drawn with replacement
    spread = _kappas(drawn.reshape(-1, *table.shape).astype(np.float64))
    tail = (1 - CONFIDENCE) / 2
    low, high = np.nanquantile(spread, [tail, 1 - tail])  # resamples in which all say the same have no kappa
    return estimate(n, value, low, high)


def _table(counted: Iterable[tuple[Pair, int]]) -> Counts:
    """How often the one judge said this (row) and the other that (column)."""
    known = list(counted)
    labels = sorted({verdict for pair, _ in known for verdict in pair}) or [""]
    table = np.zeros((len(labels), len(labels)))
    for (one, other), count in known:
        table[labels.index(one), labels.index(other)] = count
    return table


def _kappas(tables: Counts) -> Counts:
    """Kappa of each table (first axis); the library's function takes one at a time, and milliseconds for it."""
    n = np.maximum(tables.sum(axis=(1, 2)), 1)
    agreed = np.trace(tables, axis1=1, axis2=2) / n
    chance = (tables.sum(axis=1) * tables.sum(axis=2)).sum(axis=1) / n**2
    defined = (chance < 1 - 1e-12) & (tables.sum(axis=(1, 2)) > 0)
    return np.where(defined, (agreed - chance) / np.where(defined, 1 - chance, 1.0), np.nan)
