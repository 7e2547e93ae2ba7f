"""Trains the sentence judge: about half a minute on one core, repeatable to the last bit.

It learns from each sentence, from what a recogniser might make of it, and from the parts of harmless sentences: they
are harmless too, and show that a curt fragment proves nothing. Parts of violations are left out, as nobody has said
which part is the fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from models.sentence_judge import Calibration, CategoryModel, SentenceJudge, Violating
from models.text_features import cued_features
from models.training.corpus import Sentence, read_sentences
from models.training.mishearing import Mishearing

Flags = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.intp]
TextParts = Callable[[str], Sequence[str]]  # what is known of a text, or its clauses

MISHEARD = (0.12, 0.25)  # shares of characters heard wrong in the further copies of each sentence
COMMON = 3  # n-grams that occur in fewer sentences are dropped
STRENGTH, STRENGTH_OF_KIND = 60.0, 20.0  # inverse regularisation
ROUGHLY = 0.01  # tolerance: nothing is gained by fitting the kinds more exactly, but time lost
BLOCK = 25  # neighbours in a file are often variants of each other: they are learnt, or left out, together
EXPECTED_SHARE = 0.2  # of agent sentences that a listener would mark


@dataclass(frozen=True)
class _Samples:
    """Texts to learn from; ``origin[i]`` is the sentence that ``texts[i]`` was made of. The originals come first."""

    texts: list[str]
    origin: list[int]

    def bad(self, sentences: Sequence[Sentence]) -> Flags:
        return np.array([s.is_violation for s in sentences])[self.origin]


def train(
    examples: Iterable[tuple[str, str]] = (), cues: TextParts | None = None, clauses: TextParts | None = None
) -> SentenceJudge:
    """Train on the corpus and on further ``(label, text)``, such as an organisation's own."""
    further = (Sentence(label, text) for label, text in examples)
    return train_sentence_judge([*read_sentences(), *further], cues, clauses)


def train_sentence_judge(
    sentences: Sequence[Sentence], cues: TextParts | None = None, clauses: TextParts | None = None, seed: int = 0
) -> SentenceJudge:
    """Train on ``sentences``; those of customers count as harmless, as they show how ordinary curt speech sounds.

    ``cues`` tells what else is known of a text; the judge must be asked with cues of the same kind. ``clauses`` cuts a
    text into the parts that the judge will be asked about.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    samples = _samples(sentences, clauses, seed)
    vectorizer = TfidfVectorizer(analyzer=cued_features, sublinear_tf=True, min_df=COMMON, dtype=np.float32)
    vectors = vectorizer.fit_transform([(text, cues(text) if cues else ()) for text in samples.texts])
    bad, kinds = samples.bad(sentences), np.array([sentences[i].label for i in samples.origin])
    category = _category(vectors[bad], [sentences[i].label for i in samples.origin if sentences[i].is_violation])
    marked = np.flatnonzero(bad[: len(sentences)])
    calibration = _calibration(vectors, bad, kinds, np.array(samples.origin))
    return SentenceJudge(
        vectorizer,
        _violating(vectors, bad, kinds),
        calibration,
        category,
        vectors[marked].T.tocsr(),
        tuple(sentences[i].text for i in marked.tolist()),
    )


def _samples(sentences: Sequence[Sentence], clauses: TextParts | None, seed: int) -> _Samples:
    misheard = Mishearing(s.text for s in sentences)
    copies = [[misheard.mishear(s.text, rate, seed + n) for s in sentences] for n, rate in enumerate(MISHEARD)]
    texts = [s.text for s in sentences] + [text for copy in copies for text in copy]
    origin = list(range(len(sentences))) * (1 + len(copies))
    for number, sentence in enumerate(sentences):
        parts = clauses(sentence.text) if clauses and not sentence.is_violation else ()
        texts += parts
        origin += [number] * len(parts)
    return _Samples(texts, origin)


def _violating(vectors: Any, bad: Flags, kinds: npt.NDArray[np.str_]) -> Violating:
    from scipy.sparse import diags
    from sklearn.linear_model import LogisticRegression

    weights = diags(_one_sidedness(vectors, bad), format="csr", dtype=np.float32)
    regression = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0).fit(vectors @ weights, bad)
    each = [_kind(vectors, bad, kinds == kind) for kind in np.unique(kinds[bad])]
    coefficients = np.vstack([model.coef_ for model in each]).T.astype(np.float32)
    return Violating(weights, regression, coefficients, np.array([float(m.intercept_[0]) for m in each]))


def _kind(vectors: Any, bad: Flags, kind: Flags) -> Any:
    """One kind of violation against all that is harmless."""
    from sklearn.linear_model import LogisticRegression

    rows = np.flatnonzero(kind | ~bad)
    return LogisticRegression(C=STRENGTH_OF_KIND, solver="liblinear", random_state=0, tol=ROUGHLY).fit(
        vectors[rows], kind[rows]
    )


def _one_sidedness(vectors: Any, bad: Flags) -> npt.NDArray[np.float64]:
    """(n_features,): how much commoner each n-gram is on one side, as the absolute logarithm of a ratio."""
    counts = [1.0 + np.asarray((vectors[side] > 0).sum(axis=0)).ravel() for side in (bad, ~bad)]
    ratios: npt.NDArray[np.float64] = np.log((counts[0] / counts[0].sum()) / (counts[1] / counts[1].sum()))
    return np.abs(ratios)


def _category(vectors: Any, labels: Sequence[str]) -> CategoryModel:
    from sklearn.naive_bayes import ComplementNB
    from sklearn.svm import LinearSVC

    margins = LinearSVC(C=1.0, random_state=0).fit(vectors, np.array(labels))
    return CategoryModel(margins, ComplementNB(alpha=0.3).fit(vectors, np.array(labels)))


def _calibration(vectors: Any, bad: Flags, kinds: npt.NDArray[np.str_], origin: Integers) -> Calibration:
    """From decisions about a half that the model had not seen; copies and parts stay with their sentences."""
    from sklearn.linear_model import LogisticRegression

    originals = int(origin.max()) + 1
    learnt = origin // BLOCK % 2 == 0
    unseen = np.flatnonzero(~learnt[:originals])
    decisions = _violating(vectors[learnt], bad[learnt], kinds[learnt]).decisions(vectors[unseen])
    sigmoid = LogisticRegression(C=1e6).fit(decisions[:, None], bad[unseen])
    share = bad[unseen].mean()
    moved = np.log(EXPECTED_SHARE / (1 - EXPECTED_SHARE)) - np.log(share / (1 - share))
    return Calibration(float(sigmoid.coef_[0, 0]), float(sigmoid.intercept_[0] + moved))
