"""Agent or customer? What one voice says in a call tells: log-odds from a regression on character and sound n-grams.

All that a voice says is weighed as one text: single sentences (「好的」) tell little, and long calls must not be
counted as many independent witnesses.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from operator import add
from typing import Any

import numpy as np
import numpy.typing as npt

from models.text_features import letters, syllable

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

COMMON = 3  # n-grams that occur in fewer sentences are dropped
STRENGTH = 2.0  # inverse regularisation; measured on whole calls and on stretches of four turns


@dataclass(frozen=True, slots=True)
class RoleExample:
    """A sentence that an agent or a customer said; ``weight`` tells how much it counts."""

    text: str
    is_agent: bool
    weight: float = 1.0


@dataclass(frozen=True)
class RoleClassifier:
    """Made by :func:`train_roles`: plain numbers, so that judging needs no scikit-learn.

    ``weights``: the inverse document frequency of each n-gram, and its coefficient.
    """

    weights: Mapping[str, tuple[float, float]]
    intercept: float

    def voice_log_odds(self, texts: Iterable[str]) -> float:
        """How much likelier an agent said all ``texts`` of one voice than a customer; 0 for no text."""
        counts = Counter(chain.from_iterable(map(ngrams, texts)))
        total = norm = 0.0
        for gram, count in counts.items():
            if known := self.weights.get(gram):
                value = (1.0 + math.log(count)) * known[0]
                norm += value * value
                total += value * known[1]
        return total / math.sqrt(norm) + self.intercept if norm else 0.0

    def agent_log_odds(self, texts: Sequence[str]) -> list[float]:
        """The same for each text by itself."""
        return [self.voice_log_odds([text]) for text in texts]


def ngrams(text: str) -> list[str]:
    """Characters, pairs of them and pairs of syllables, with the edges of the text marked."""
    characters = letters(text)
    if not characters:
        return []
    edged, sounds = f"^{characters}$", ["^", *map(syllable, characters), "$"]
    return [*characters, *map(add, edged, edged[1:]), *map(" ".join, pairwise(sounds))]


def train_roles(examples: Sequence[RoleExample]) -> RoleClassifier:
    """Train on sentences of both sides, which count equally as a whole. Repeatable to the last bit."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    vectorizer = TfidfVectorizer(analyzer=ngrams, sublinear_tf=True, min_df=COMMON)
    vectors = vectorizer.fit_transform([e.text for e in examples])
    agent = np.array([e.is_agent for e in examples])
    weights = _balanced(np.array([e.weight for e in examples]), agent)
    scales = _one_sidedness(vectors, agent, weights)
    regression = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0)
    regression.fit(vectors.multiply(scales).tocsr(), agent, weights)
    return _as_numbers(vectorizer, regression.coef_[0] * scales, float(regression.intercept_[0]))


def _balanced(weights: Floats, agent: Bools) -> Floats:
    """The weights (examples,), scaled to the same sum on both sides."""
    scaled = weights.copy()
    for side in (agent, ~agent):
        scaled[side] *= len(weights) / 2 / weights[side].sum()
    return scaled


def _one_sidedness(vectors: Any, agent: Bools, weights: Floats) -> Floats:
    """(n-grams,): how much commoner each n-gram is on one side, as the root of the logarithm of a ratio.

    Scaled by it, what a call is about (both sides say it) counts less than how the two sides speak.
    """
    counts = [1.0 + (vectors[side] > 0).T @ weights[side] for side in (agent, ~agent)]
    shares = [c / c.sum() for c in counts]
    ratios: Floats = np.log(shares[0] / shares[1])
    return np.sqrt(np.abs(ratios))


def _as_numbers(vectorizer: Any, coefficients: Floats, intercept: float) -> RoleClassifier:
    frequencies, listed = vectorizer.idf_.tolist(), coefficients.tolist()
    weights = {gram: (frequencies[i], listed[i]) for gram, i in vectorizer.vocabulary_.items()}
    return RoleClassifier(weights, intercept)
