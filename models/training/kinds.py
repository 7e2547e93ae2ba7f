"""How the signs of kinds of call are weighed: learnt from labelled calls, as log-odds that add up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Floats = NDArray[np.float64]


def fit_signs(signs: Floats, right: Sequence[int], penalties: Floats) -> Floats:
    """Weights ``(m,)`` so that the right kind gets the highest sum; a conditional logit with a ridge.

    ``signs`` is ``(calls, kinds, m)``: what speaks for each kind of each call; ``penalties`` ``(m,)``.
    """
    answers = np.asarray(right)
    rows = np.arange(len(answers))

    def loss(weights: Floats) -> tuple[float, Floats]:
        sums = signs @ weights
        sums -= sums.max(axis=1, keepdims=True)
        shares = np.exp(sums)
        shares /= shares.sum(axis=1, keepdims=True)
        cost = -np.log(shares[rows, answers]).sum() + (penalties * weights**2).sum() / 2
        shares[rows, answers] -= 1
        return float(cost), np.einsum("nk,nkm->m", shares, signs) + penalties * weights

    found = minimize(loss, np.zeros(signs.shape[2]), jac=True, method="L-BFGS-B")
    return np.asarray(found.x, dtype=np.float64)
