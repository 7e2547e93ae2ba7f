"""What type of fault a caller describes: a linear model over character, sound and word n-grams of his words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from models.text_features import ngrams, word_ngrams

NO_FAULT = ""


def fault_features(text: str) -> list[str]:
    """The n-grams of a description; what a vectorizer takes, and what can be pickled."""
    return list(_features(text))


def _features(text: str) -> Iterator[str]:
    yield from ngrams(text)
    yield from word_ngrams(text)


@dataclass(frozen=True)
class FaultClassifier:
    """Trained by :mod:`models.training.fault_types`; may be kept with joblib."""

    vectorizer: Any
    regression: Any

    def probabilities(self, text: str) -> dict[str, float]:
        """Of each type (``NO_FAULT``: there is none), adding up to 1."""
        found = self.regression.predict_proba(self.vectorizer.transform([text]))[0]
        return {str(label): float(share) for label, share in zip(self.regression.classes_, found, strict=True)}

    def best(self, text: str) -> tuple[str, float]:
        """The most probable type and its probability."""
        shares = self.probabilities(text)
        label = max(shares, key=shares.__getitem__)
        return label, shares[label]
