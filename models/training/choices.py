"""Learns weights for choosing one of several candidates, or none, and for answering yes or no: both as log-odds.

Few examples are enough where it is known beforehand about how much a piece of evidence counts: the weights start from
there (``prior``) and leave it as far as the examples ask for (``penalties``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Choice:
    """``table`` is ``(candidates, m)``; ``right`` the index of the right one, None where it is none of them."""

    table: Floats
    right: int | None


def fit_choices(choices: Sequence[Choice], prior: Floats, penalties: Floats) -> Floats:
    """Weights ``(m,)`` by which the right candidate is the most probable; to choose none weighs 0."""

    def loss(weights: Floats) -> tuple[float, Floats]:
        away = weights - prior
        cost, slope = float((penalties * away**2).sum() / 2), penalties * away
        for choice in choices:
            odds = np.concatenate([[0.0], choice.table @ weights])
            shares = np.exp(odds - odds.max())
            shares /= shares.sum()
            place = 0 if choice.right is None else choice.right + 1
            cost -= float(np.log(shares[place] + 1e-12))
            shares[place] -= 1.0
            slope = slope + choice.table.T @ shares[1:]
        return cost, slope

    found = minimize(loss, prior.copy(), jac=True, method="L-BFGS-B")
    return np.asarray(found.x, dtype=np.float64)


def fit_answers(table: Floats, answers: Floats, prior: Floats, penalties: Floats) -> Floats:
    """Weights ``(m,)`` of a logistic regression; ``table`` is ``(n, m)``, ``answers`` ``(n,)`` are 0 or 1."""

    def loss(weights: Floats) -> tuple[float, Floats]:
        odds, away = table @ weights, weights - prior
        cost = np.logaddexp(0.0, odds).sum() - (answers * odds).sum() + (penalties * away**2).sum() / 2
        return float(cost), table.T @ (1.0 / (1.0 + np.exp(-odds)) - answers) + penalties * away

    found = minimize(loss, prior.copy(), jac=True, method="L-BFGS-B")
    return np.asarray(found.x, dtype=np.float64)
