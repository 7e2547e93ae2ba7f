"""Trains the turn reader, and asks it about turns of authors that it has not read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from models.text_features import quoting_ngrams
from models.training.corpus import Sentence
from models.turn_reader import Said, TurnReader

WEIGHTS = {"whole": 3.0, "sentence": 1.0, "clause": 0.5}  # of a turn and of its parts, against a sentence of the corpus
COMMON = 2  # n-grams that occur in fewer texts are dropped
STRENGTH = 10.0  # inverse regularisation
ROUGHLY = 0.01  # tolerance


@dataclass(frozen=True, slots=True)
class Reading:
    """Something to learn from: a turn or a part of one (``kind`` is a key of WEIGHTS), whose it is, and the truth."""

    said: Said
    kind: str
    author: str
    bad: bool


def train_reader(sentences: Sequence[Sentence], readings: Sequence[Reading]) -> TurnReader:
    """The reader that knows all sentences and all readings."""
    vectorizer, base, own = _vectors(sentences, readings)
    return TurnReader(vectorizer, _fit(sentences, base, readings, own))


def readers_without_each(
    sentences: Sequence[Sentence], readings: Sequence[Reading]
) -> Iterator[tuple[str, TurnReader]]:
    """For each author a reader that has read nothing by that author (but knows which n-grams there are)."""
    vectorizer, base, own = _vectors(sentences, readings)
    authors = np.array([reading.author for reading in readings])
    for author in np.unique(authors):
        others = np.flatnonzero(authors != author)
        yield (
            str(author),
            TurnReader(vectorizer, _fit(sentences, base, [readings[i] for i in others.tolist()], own[others])),
        )


def _vectors(sentences: Sequence[Sentence], readings: Sequence[Reading]) -> tuple[Any, Any, Any]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    corpus = [(s.text, s.before) for s in sentences]
    vectorizer = TfidfVectorizer(analyzer=quoting_ngrams, sublinear_tf=True, min_df=COMMON, dtype=np.float32)
    vectorizer.fit(corpus + [r.said for r in readings if r.kind == "whole"])
    return vectorizer, vectorizer.transform(corpus), vectorizer.transform([r.said for r in readings])


def _fit(sentences: Sequence[Sentence], base: Any, readings: Sequence[Reading], own: Any) -> Any:
    from scipy.sparse import vstack
    from sklearn.linear_model import LogisticRegression

    bad: npt.NDArray[np.bool_] = np.array([s.is_violation for s in sentences] + [r.bad for r in readings])
    weights = np.array([1.0] * len(sentences) + [WEIGHTS[r.kind] for r in readings])
    regression = LogisticRegression(C=STRENGTH, solver="liblinear", dual=True, tol=ROUGHLY, random_state=0)
    return regression.fit(vstack([base, own]), bad, weights)
