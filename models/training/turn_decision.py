"""Trains the decision about a turn from rows of named figures whose truth is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.turn_decision import Row, TurnDecision

STRENGTH, STRENGTH_OF_CATEGORY = 0.02, 0.05  # inverse regularisation, of standardised figures
PAIRED = 0.3  # weight of a turn of a pair: half of them are faults, in calls a fifth


@dataclass(frozen=True, slots=True)
class Decided:
    """A turn as figures, and what is true of it. ``category`` is empty for a harmless turn."""

    row: Row
    category: str
    author: str
    paired: bool = False


def train_decision(turns: Sequence[Decided]) -> TurnDecision:
    """The decision that knows all ``turns``; their figures must come from models that had not seen them."""
    faults = [turn for turn in turns if turn.category]
    fault = fault_pipeline().fit(
        [turn.row for turn in turns], [bool(turn.category) for turn in turns],
        logisticregression__sample_weight=np.array([PAIRED if turn.paired else 1.0 for turn in turns]),
    )  # fmt: skip
    category = category_pipeline().fit([turn.row for turn in faults], [turn.category for turn in faults])
    return TurnDecision(fault, category)


def fault_pipeline() -> Any:
    """Fault or not: an estimator over rows of named figures, for ``cross_val_predict`` too."""
    return _pipeline(STRENGTH)


def category_pipeline() -> Any:
    """Which category, given a fault."""
    return _pipeline(STRENGTH_OF_CATEGORY)


def _pipeline(strength: float) -> Any:
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(DictVectorizer(sparse=False), StandardScaler(), LogisticRegression(C=strength, max_iter=500))
