"""Cohen's kappa of two judges with a bootstrap interval."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from scipy.stats import bootstrap
from sklearn.metrics import cohen_kappa_score

from pipeline.reports.constants import CONFIDENCE
from pipeline.reports.figures import Estimate
from pipeline.reports.intervals import estimate

RESAMPLES = 499
FEWEST = 5  # pairs for an interval
Pair = tuple[str, str]


def kappa_of(pairs: Sequence[Pair]) -> Estimate:
    """Agreement beyond chance, of -1 to 1; no value where both judges never differ in what they say."""
    return _kappa(tuple(sorted(Counter(pairs).items())))


@lru_cache(maxsize=1024)
def _kappa(counted: tuple[tuple[Pair, int], ...]) -> Estimate:
    """The same table of verdicts gives the same figures, and is computed once."""
    sample = tuple(np.array([pair[judge] for pair, count in counted for _ in range(count)]) for judge in (0, 1))
    value, n = _score(*sample), len(sample[0])
    if not np.isfinite(value) or n < FEWEST:
        return estimate(n, value, np.nan, np.nan)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # resamples in which everybody says the same have no kappa
        found = bootstrap(sample, _score, n_resamples=RESAMPLES, paired=True, vectorized=False, method="percentile",
                          confidence_level=CONFIDENCE, rng=np.random.default_rng(0))  # fmt: skip
    spread = found.bootstrap_distribution[np.isfinite(found.bootstrap_distribution)]
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(spread, [tail, 1 - tail]) if len(spread) else (np.nan, np.nan)
    return estimate(n, value, low, high)


def _score(ones: np.ndarray, others: np.ndarray) -> float:
    if len(np.unique(np.concatenate([ones, others]))) < 2:
        return float("nan")
    return float(cohen_kappa_score(ones, others))
