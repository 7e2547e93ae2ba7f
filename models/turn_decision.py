"""The one decision about an agent's turn: how likely a reviewer calls it a fault, and of which category.

It is made from named figures (opinions of other models, listed phrases, acts, quotation …), so that each has a weight
that can be looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Row = Mapping[str, float]


@dataclass(frozen=True)
class TurnDecision:
    """``fault`` and ``category`` are scikit-learn pipelines over rows of named figures; see :meth:`weights`."""

    fault: Any
    category: Any

    def probabilities(self, rows: Sequence[Row]) -> Floats:
        """(n,) calibrated probabilities that the turn holds a fault."""
        if not rows:
            return np.zeros(0)
        result: Floats = self.fault.predict_proba(list(rows))[:, 1]
        return result

    def shares(self, rows: Sequence[Row]) -> list[dict[str, float]]:
        """The probability of each category for each row, given that it is a fault."""
        if not rows:
            return []
        names = [str(name) for name in self.category.classes_]
        return [dict(zip(names, map(float, row), strict=True)) for row in self.category.predict_proba(list(rows))]

    def weights(self) -> dict[str, float]:
        """What each figure adds to the log-odds of a fault for each standard deviation, the heaviest first."""
        names = self.fault.named_steps["dictvectorizer"].get_feature_names_out()
        found = zip(map(str, names), map(float, self.fault[-1].coef_[0]), strict=True)
        return dict(sorted(found, key=lambda pair: -abs(pair[1])))
