"""Does an agent's sentence break the rules of courtesy, and in which way? An opinion with its nearest examples.

Linear models over character, pinyin and word n-grams: violation or not (n-grams weighed by how one-sided they are,
after Wang & Manning 2012, "Baselines and Bigrams"), each kind of violation or not, and which category if it is one.
Probabilities are calibrated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
EXPLAINED_FROM = 0.2  # nearest examples are looked up from this probability on: it costs time
EXAMPLES = 3
KIND_WEIGHT = 0.8  # brings the decisions on the kinds to the size of the others
MARGIN_WEIGHT = 2.0  # of the margins against the log-probabilities


@dataclass(frozen=True, slots=True)
class Opinion:
    """``probability`` (0-1) that the sentence is a violation; ``categories``: of each category, given that it is one.

    ``examples`` are the nearest violations of the training corpus, empty for sentences that look harmless.
    """

    probability: float
    categories: Mapping[str, float] = field(default_factory=dict)
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Calibration:
    """Platt's sigmoid from a decision value to a probability, moved to the expected share of violations."""

    slope: float
    offset: float

    def probabilities(self, decisions: Floats) -> Floats:
        """(n,) decisions to (n,) probabilities."""
        result: Floats = 1.0 / (1.0 + np.exp(-(self.slope * decisions + self.offset)))
        return result


@dataclass(frozen=True)
class CategoryModel:
    """Which kind of violation: a linear machine and naive Bayes together are right more often than either."""

    margins: Any
    counts: Any

    @property
    def categories(self) -> list[str]:
        return [str(c) for c in self.margins.classes_]

    def shares(self, vectors: Any) -> Floats:
        """(n, n_categories), each row sums to 1."""
        scores = MARGIN_WEIGHT * self.margins.decision_function(vectors) + self.counts.predict_log_proba(vectors)
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        result: Floats = odds / odds.sum(axis=1, keepdims=True)
        return result


@dataclass(frozen=True)
class Violating:
    """Violation or not: the mean of one model of all violations, and of the most convinced model of one kind of them.

    ``weights`` (n_features,) as a diagonal matrix scale the n-grams for ``regression``; ``kinds`` (n_features, n_kinds)
    and ``offsets`` (n_kinds,) tell each kind of violation from what is harmless.
    """

    weights: Any
    regression: Any
    kinds: npt.NDArray[np.float32]
    offsets: Floats

    def decisions(self, vectors: Any) -> Floats:
        """(n,), the higher the worse."""
        kinds = (vectors @ self.kinds + self.offsets).max(axis=1)
        result: Floats = 0.5 * self.regression.decision_function(vectors @ self.weights) + KIND_WEIGHT * kinds
        return result


@dataclass(frozen=True)
class SentenceJudge:
    """Trained by :func:`models.training.sentence_judge.train_sentence_judge`; may be kept with joblib.

    ``examples`` (n_features, n_examples) are the vectors of ``example_texts``.
    """

    vectorizer: Any
    violating: Violating
    calibration: Calibration
    category: CategoryModel
    examples: Any
    example_texts: tuple[str, ...]

    def judge(self, sentences: Sequence[tuple[str, Sequence[str]]], explain: bool = True) -> list[Opinion]:
        """An opinion of each ``(text, cues)``; cues are what else is known of it, in the words used for training.

        ``explain``: look up examples, which takes time.
        """
        if not sentences:
            return []
        vectors = self.vectorizer.transform(sentences)
        decisions = self.violating.decisions(vectors)
        likely = self.calibration.probabilities(decisions)
        categories, ids = self.category.shares(vectors), self.category.categories
        nearest = self._nearest(vectors, np.flatnonzero(likely >= EXPLAINED_FROM)) if explain else {}
        return [
            Opinion(float(p), dict(zip(ids, map(float, shares), strict=True)), nearest.get(i, ()))
            for i, (p, shares) in enumerate(zip(likely, categories, strict=True))
        ]

    def _nearest(self, vectors: Any, wanted: npt.NDArray[np.intp]) -> dict[int, tuple[str, ...]]:
        """The training violations with the highest cosine, the nearest first, for the ``wanted`` rows."""
        if not len(wanted):
            return {}
        cosines = (vectors[wanted] @ self.examples).toarray()
        best = [_highest(row) for row in cosines]
        return {
            int(row): tuple(self.example_texts[i] for i in found if cosines[at, i] > 0)
            for at, (row, found) in enumerate(zip(wanted, best, strict=True))
        }


def _highest(values: npt.NDArray[np.float32]) -> npt.NDArray[np.intp]:
    """Where the EXAMPLES highest values are, the highest first."""
    some = np.argpartition(-values, min(EXAMPLES, len(values) - 1))[:EXAMPLES]
    ordered: npt.NDArray[np.intp] = some[np.argsort(-values[some], kind="stable")]
    return ordered
