"""The rubric's arithmetic in words: lines, total, grade."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.domain.finding import Verdict

PROMISES = "promises"  # the line of what became of the agent's promises; no check: it is known days later


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One row of the scorecard. ``weight`` is 0 where the check does not apply or could not be judged."""

    check: str
    title: str
    weight: float
    earned: float
    verdict: Verdict
    reason: str = ""

    @property
    def lost(self) -> float:
        """The points that it costs."""
        return self.weight - self.earned


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """The score of one call under one version of one rubric; the fields are those of the contract, in its order.

    ``total`` is 0-100. ``total`` and ``grade`` are None where the recording can't be scored; ``unscored`` says why.
    """

    rubric: str
    rubric_version: str
    total: float | None
    grade: str | None
    fatal: bool
    needs_review: bool
    review_reasons: tuple[str, ...] = ()
    lines: tuple[ScoreLine, ...] = ()
    unscored: str | None = None

    @property
    def promises(self) -> ScoreLine | None:
        """What became of the agent's promises, where the rubric lets it count and one has ended."""
        return next((line for line in self.lines if line.check == PROMISES), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCard(Scorecard):
    """A scorecard as the store keeps it. ``decisions``: the ids of those that a person's card rests on; None: it is
    the machine's. ``rubric_changed``: scored by a newer rubric than the machine's card."""

    decisions: tuple[int, ...] | None = None
    rubric_changed: bool = False
