"""Learns from how calls begin whether they take up an earlier matter: a weight for each cue."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

FEWEST = 2  # calls in which a cue is heard, to be learnt at all
STRENGTH = 0.03  # inverse regularisation
BIAS = "bias"


def learn_continuing(calls: Sequence[tuple[frozenset[str], bool]]) -> dict[str, float]:
    """Log-odds of each cue, and ``bias``, from calls (cues, the answer); empty where all answers are alike."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    answers = np.array([answer for _, answer in calls], dtype=bool)
    if answers.all() or not answers.any():
        return {}
    vectorizer = CountVectorizer(analyzer=sorted, binary=True, min_df=FEWEST)
    vectors = vectorizer.fit_transform([cues for cues, _ in calls])
    regression = LogisticRegression(C=STRENGTH, solver="liblinear", class_weight="balanced", random_state=0)
    regression.fit(vectors, answers)
    weights = zip(vectorizer.get_feature_names_out(), regression.coef_[0], strict=True)
    told = {str(cue): round(float(weight), 2) for cue, weight in weights}
    return {cue: weight for cue, weight in told.items() if weight} | {BIAS: round(float(regression.intercept_[0]), 2)}
