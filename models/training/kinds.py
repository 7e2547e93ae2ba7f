"""How the signs of kinds of call are weighed: learnt from labelled calls, as log-odds that add up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Floats = NDArray[np.float64]
SPREAD = 4.0  # the length that the n-grams of a call have together: long calls weigh no more than short ones
INVERSE_PENALTY = 0.5  # of the n-grams
LEAST = 0.15  # log-odds: less is left out
TRUST = 2.0  # how much the n-grams count beside the signs; chosen on calls of other authors than were learnt from


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


def fit_texts(
    documents: Sequence[Sequence[str]], right: Sequence[str], most: int = 1000
) -> dict[str, dict[str, float]]:
    """The weights of the ``most`` telling n-grams: n-gram to kind to log-odds, for documents of unit length."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.feature_selection import SelectKBest, chi2
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import normalize

    counted = CountVectorizer(analyzer=list, binary=True, min_df=2)
    present = counted.fit_transform(documents)
    chosen = SelectKBest(chi2, k=min(most, present.shape[1])).fit(present, list(right))
    scaled = normalize(chosen.transform(present).astype(float)) * SPREAD
    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=500).fit(scaled, list(right))
    names = counted.get_feature_names_out()[chosen.get_support()]
    weights = model.coef_.T * SPREAD * TRUST
    return {
        str(name): {
            str(kind): round(float(w), 2) for kind, w in zip(model.classes_, row, strict=True) if abs(w) >= LEAST
        }
        for name, row in zip(names, weights, strict=True)
    }
