"""Trains the classifier of fault types on a pack's examples and on what people have corrected."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.fault_types import FaultClassifier, fault_features

STRENGTH = 20.0  # inverse regularisation
CORRECTION = 2.0  # weight of a call that a person has looked at, against a written example


def train_faults(examples: Sequence[tuple[str, str]], corrections: Sequence[tuple[str, str]] = ()) -> FaultClassifier:
    """``examples`` and ``corrections`` are (type, text); at least two types."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    known = [*examples, *corrections]
    vectorizer = TfidfVectorizer(analyzer=fault_features, sublinear_tf=True, dtype=np.float32)
    vectors = vectorizer.fit_transform([text for _, text in known])
    weights = np.array([1.0] * len(examples) + [CORRECTION] * len(corrections))
    regression = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=300, random_state=0)
    return FaultClassifier(vectorizer, regression.fit(vectors, [label for label, _ in known], weights))
