"""Learns how much named evidence counts: for choosing one of several candidates or none, and for yes or no."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]
Named = Mapping[str, float]
SEEN = 3  # groups in which evidence must occur to be learnt from
LEAST = 0.02  # log-odds: less is left out


@dataclass(frozen=True, slots=True)
class Group:
    """Candidates of which any of ``right`` is right; none of them where ``right`` is empty."""

    candidates: Sequence[Named]
    right: frozenset[int]


def fit_groups(groups: Sequence[Group], penalty: float) -> dict[str, float]:
    """Weights by which the right candidates together are the most probable; taking none weighs 0."""
    names = _frequent(groups)
    place = {name: i for i, name in enumerate(names)}
    table = _table([c for g in groups for c in g.candidates], place)
    starts = np.cumsum([0, *(len(g.candidates) for g in groups)])

    def loss(weights: Floats) -> tuple[float, Floats]:
        odds = table @ weights
        slope, cost = np.zeros(len(odds)), penalty * float(weights @ weights) / 2
        for group, first, last in zip(groups, starts, starts[1:], strict=False):
            shares, none = _shares(odds[first:last])
            right = np.isin(np.arange(last - first), list(group.right))
            hit = float(shares[right].sum()) if group.right else none
            cost -= np.log(hit + 1e-12)
            slope[first:last] += shares - (np.where(right, shares / (hit + 1e-12), 0.0) if group.right else 0.0)
        return cost, table.T @ slope + penalty * weights

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return _named(names, found.x)


def fit_answers(examples: Sequence[tuple[Named, bool]], penalty: float) -> dict[str, float]:
    """Weights of a logistic regression over named evidence."""
    return fit_groups([Group([evidence], frozenset({0} if yes else ())) for evidence, yes in examples], penalty)


def _shares(odds: Floats) -> tuple[Floats, float]:
    highest = max(0.0, float(odds.max(initial=0.0)))
    weights, none = np.exp(odds - highest), float(np.exp(-highest))
    total = float(weights.sum()) + none
    return weights / total, none / total


def _frequent(groups: Sequence[Group]) -> list[str]:
    counts = Counter(name for g in groups for name in {name for c in g.candidates for name in c})
    return sorted(name for name, count in counts.items() if count >= SEEN)


def _table(rows: Sequence[Named], place: Mapping[str, int]) -> csr_matrix:
    cells = [(r, place[n], v) for r, row in enumerate(rows) for n, v in row.items() if n in place]
    r, c, v = zip(*cells, strict=True) if cells else ((), (), ())
    return csr_matrix((v, (r, c)), shape=(len(rows), len(place)))


def _named(names: Sequence[str], weights: Floats) -> dict[str, float]:
    return {n: round(float(w), 3) for n, w in zip(names, weights, strict=True) if abs(w) >= LEAST}
