"""Trains the sentence judge: about half a minute on one core, repeatable to the last bit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from models.sentence_judge import Calibration, CategoryModel, SentenceJudge
from models.text_features import cued_features
from models.training.corpus import Sentence, read_sentences
from models.training.mishearing import Mishearing

Cues = Callable[[str], Sequence[str]]

MISHEARD = 0.12  # share of characters heard wrong in the second copy of each sentence
COMMON = 3  # n-grams that occur in fewer sentences are dropped
STRENGTH = 60.0  # inverse regularisation
FOLDS, BLOCK = 3, 25  # neighbours in a file are often variants of each other: they stay in one fold
EXPECTED_SHARE = 0.2  # of agent sentences that a listener would mark


def train(examples: Iterable[tuple[str, str]] = (), cues: Cues | None = None) -> SentenceJudge:
    """Train on the corpus and on further ``(label, text)``, such as an organisation's own."""
    return train_sentence_judge([*read_sentences(), *(Sentence(label, text) for label, text in examples)], cues)


def train_sentence_judge(sentences: Sequence[Sentence], cues: Cues | None = None, seed: int = 0) -> SentenceJudge:
    """Train on ``sentences`` and on what a recogniser might make of them.

    The customers' sentences count as harmless: they show how ordinary curt speech sounds. ``cues`` tells what else is
    known of a text; the judge must be asked with cues of the same kind.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    misheard = Mishearing(s.text for s in sentences)
    texts = [s.text for s in sentences] + [misheard.mishear(s.text, MISHEARD, seed) for s in sentences]
    vectorizer = TfidfVectorizer(analyzer=cued_features, sublinear_tf=True, min_df=COMMON, dtype=np.float32)
    vectors = vectorizer.fit_transform([(text, cues(text) if cues else ()) for text in texts])
    bad = np.array([s.is_violation for s in sentences] * 2)
    weights, violating = _violating(vectors, bad)
    clean, marked = vectors[: len(sentences)], np.flatnonzero(bad[: len(sentences)])
    category = _category(vectors[bad], [s.label for s in sentences if s.is_violation] * 2)
    return SentenceJudge(vectorizer, weights, violating, _calibration(vectors, bad), category,
                         clean[marked].T.tocsr(), tuple(sentences[int(i)].text for i in marked))  # fmt: skip


def _violating(vectors: Any, bad: npt.NDArray[np.bool_]) -> tuple[Any, Any]:
    """The n-grams' weights as a diagonal matrix, and the regression on weighed n-grams."""
    from scipy.sparse import diags
    from sklearn.linear_model import LogisticRegression

    weights = diags(_one_sidedness(vectors, bad), format="csr", dtype=np.float32)
    regression = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0)
    return weights, regression.fit(vectors @ weights, bad)


def _one_sidedness(vectors: Any, bad: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """(n_features,): how much commoner each n-gram is on one side, as the absolute logarithm of a ratio."""
    counts = [1.0 + np.asarray((vectors[side] > 0).sum(axis=0)).ravel() for side in (bad, ~bad)]
    ratios: npt.NDArray[np.float64] = np.log((counts[0] / counts[0].sum()) / (counts[1] / counts[1].sum()))
    return np.abs(ratios)


def _category(vectors: Any, labels: Sequence[str]) -> CategoryModel:
    from sklearn.naive_bayes import ComplementNB
    from sklearn.svm import LinearSVC

    margins = LinearSVC(C=1.0, random_state=0).fit(vectors, np.array(labels))
    return CategoryModel(margins, ComplementNB(alpha=0.3).fit(vectors, np.array(labels)))


def _calibration(vectors: Any, bad: npt.NDArray[np.bool_]) -> Calibration:
    """From decisions about sentences that the model had not seen; the misheard copies stay with their originals."""
    from sklearn.linear_model import LogisticRegression

    half = len(bad) // 2
    fold = np.tile(np.arange(half) // BLOCK % FOLDS, 2)
    decisions = np.zeros(half)
    for held_out in range(FOLDS):
        weights, model = _violating(vectors[fold != held_out], bad[fold != held_out])
        rows = np.flatnonzero(fold[:half] == held_out)
        decisions[rows] = model.decision_function(vectors[rows] @ weights)
    sigmoid = LogisticRegression(C=1e6).fit(decisions[:, None], bad[:half])
    share = bad.mean()
    moved = np.log(EXPECTED_SHARE / (1 - EXPECTED_SHARE)) - np.log(share / (1 - share))
    return Calibration(float(sigmoid.coef_[0, 0]), float(sigmoid.intercept_[0] + moved))
