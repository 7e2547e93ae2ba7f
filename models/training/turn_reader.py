"""Trains the turn reader, and asks it about turns of authors that it has not read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from models.text_features import quoting_ngrams
from models.training.corpus import Sentence
from models.turn_reader import Said, TurnReader

WEIGHTS = {"whole": 3.0, "sentence": 1.0, "clause": 0.5}  # of a turn and of its parts, against a sentence of the corpus
TELLING = {
    "whole": 0.5,
    "sentence": 1.0,
    "clause": 2.0,
    "phrase": 2.0,
}  # of what: the smaller the surer
COMMON = 2  # n-grams that occur in fewer texts are dropped
STRENGTH = 10.0  # inverse regularisation
ROUGHLY, MORE_ROUGHLY = 0.01, 0.05  # tolerance: of the odds, of the categories'


@dataclass(frozen=True, slots=True)
class Reading:
    """Something to learn from: a turn or a part of one (``kind`` is a key of TELLING), whose it is, and the truth.

    ``category`` is that of the fault in it, empty for what is harmless. The fault's own words, its "phrase", tell the
    category only: out of their sentence they may be harmless.
    """

    said: Said
    kind: str
    author: str
    category: str


class ReaderTraining:
    """Sentences and readings as vectors: made once for all readers that learn from them."""

    def __init__(self, sentences: Sequence[Sentence], readings: Sequence[Reading]) -> None:
        self._sentences, self._readings = sentences, readings
        self._vectorizer, self._base, self._own = _vectors(sentences, readings)

    def reader(self) -> TurnReader:
        """The reader that knows all sentences and all readings."""
        return self._fitted(range(len(self._readings)))

    def without_each_author(self) -> Iterator[tuple[str, TurnReader]]:
        """For each author a reader that has read nothing by that author (but knows which n-grams there are)."""
        authors = np.array([reading.author for reading in self._readings])
        for author in np.unique(authors):
            yield str(author), self._fitted(np.flatnonzero(authors != author).tolist())

    def _fitted(self, chosen: Sequence[int]) -> TurnReader:
        examples = _examples(self._sentences, [self._readings[i] for i in chosen])
        return _fit(self._vectorizer, examples, _joined(self._base, self._own[list(chosen)]))


def _vectors(sentences: Sequence[Sentence], readings: Sequence[Reading]) -> tuple[Any, Any, Any]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    corpus = [(s.text, s.before) for s in sentences]
    vectorizer = TfidfVectorizer(analyzer=quoting_ngrams, sublinear_tf=True, min_df=COMMON, dtype=np.float32)
    vectorizer.fit(corpus + [r.said for r in readings if r.kind == "whole"])
    return vectorizer, vectorizer.transform(corpus), vectorizer.transform([r.said for r in readings])


def _joined(base: Any, own: Any) -> Any:
    from scipy.sparse import vstack

    return vstack([base, own]).tocsr()


class _Example(NamedTuple):
    """``weight`` for whether something is wrong, ``telling`` for the category."""

    category: str
    weight: float
    telling: float


def _examples(sentences: Sequence[Sentence], readings: Sequence[Reading]) -> list[_Example]:
    written = [_Example(s.label if s.is_violation else "", 1.0, 1.0) for s in sentences]
    return written + [_Example(r.category, WEIGHTS.get(r.kind, 0.0), TELLING[r.kind]) for r in readings]


def _fit(vectorizer: Any, examples: Sequence[_Example], vectors: Any) -> TurnReader:
    categories, weights, telling = (np.array(column) for column in zip(*examples, strict=True))
    judged, bad = np.flatnonzero(weights), np.flatnonzero(categories != "")
    wrong = _regression(ROUGHLY).fit(vectors[judged], categories[judged] != "", weights[judged])
    return TurnReader(vectorizer, wrong, _fit_categories(vectors[bad], categories[bad], telling[bad]))


def _fit_categories(vectors: Any, categories: Any, telling: Any) -> Any:
    from sklearn import config_context
    from sklearn.multiclass import OneVsRestClassifier

    with config_context(enable_metadata_routing=True):
        regression = _regression(MORE_ROUGHLY).set_fit_request(sample_weight=True)
        return OneVsRestClassifier(regression).fit(vectors, categories, sample_weight=telling)


def _regression(tolerance: float) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=STRENGTH, solver="liblinear", dual=True, tol=tolerance, random_state=0)
