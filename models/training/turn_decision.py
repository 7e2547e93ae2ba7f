"""Trains the decision about a turn from rows of named figures whose truth is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.turn_decision import Row, TurnDecision

STRENGTH = 0.02  # inverse regularisation, of standardised figures
READ = ("read_",)  # figures that tell a category, given that there is a fault
TELLING = (*READ, "kind_", "worst_", "listed")
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
        [turn.row for turn in turns],
        [bool(turn.category) for turn in turns],
        logisticregression__sample_weight=np.array([PAIRED if turn.paired else 1.0 for turn in turns]),
    )
    category = category_pipeline().fit([turn.row for turn in faults], [turn.category for turn in faults])
    return TurnDecision(fault, category)


def fault_pipeline() -> Any:
    """Fault or not: an estimator over rows of named figures, for ``cross_val_predict`` too."""
    return _pipeline(_all_but_read)


def category_pipeline() -> Any:
    """Which category, given a fault."""
    return _pipeline(_telling)


def _all_but_read(rows: Sequence[Row]) -> list[Row]:
    return [{name: figure for name, figure in row.items() if not name.startswith(READ)} for row in rows]


def _telling(rows: Sequence[Row]) -> list[Row]:
    return [{name: figure for name, figure in row.items() if name.startswith(TELLING)} for row in rows]


def _pipeline(chosen: Callable[[Sequence[Row]], list[Row]]) -> Any:
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer, StandardScaler

    regression = LogisticRegression(C=STRENGTH, max_iter=500)
    return make_pipeline(FunctionTransformer(chosen), DictVectorizer(sparse=False), StandardScaler(), regression)
