"""Is something wrong in what an agent says, given what the customer has just said? Log-odds by the wording.

A linear model over character n-grams in which words taken up from the customer are other words than the agent's own.
It learns from whole turns, so that a harmless turn with a curt clause in it stays harmless.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Said = tuple[str, str]  # what the agent says, what the customer said before


@dataclass(frozen=True)
class TurnReader:
    """Trained by :mod:`models.training.turn_reader`; may be kept with joblib."""

    vectorizer: Any
    regression: Any

    def read(self, said: Sequence[Said]) -> Floats:
        """(n,) log-odds, not calibrated."""
        if not said:
            return np.zeros(0)
        result: Floats = self.regression.decision_function(self.vectorizer.transform(said))
        return result
