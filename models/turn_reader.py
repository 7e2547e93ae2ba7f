"""Is something wrong in what an agent says, given what the customer has just said, and what? Log-odds by the wording.

A linear model over character n-grams in which words taken up from the customer are other words than the agent's own.
It learns from whole turns, so that a harmless turn with a curt clause in it stays harmless.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Said = tuple[str, str]  # what the agent says, what the customer said before


@dataclass(frozen=True, slots=True)
class Read:
    """Log-odds, not calibrated: that something is wrong, and of each category, given that something is."""

    wrong: float
    categories: dict[str, float]


@dataclass(frozen=True)
class TurnReader:
    """Trained by :mod:`models.training.turn_reader`; may be kept with joblib."""

    vectorizer: Any
    regression: Any
    categories: Any

    def read(self, said: Sequence[Said]) -> list[Read]:
        """What each of the texts looks like, in order."""
        if not said:
            return []
        vectors = self.vectorizer.transform(said)
        names = [str(name) for name in self.categories.classes_]
        wrong, scores = self.regression.decision_function(vectors), self.categories.decision_function(vectors)
        return [
            Read(float(w), dict(zip(names, map(float, row), strict=True))) for w, row in zip(wrong, scores, strict=True)
        ]
