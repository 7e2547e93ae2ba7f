"""The rubric's arithmetic in words: lines, total, grade."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.domain.finding import Verdict


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One row of the scorecard. ``weight`` is 0 where the check does not apply or could not be judged."""

    check: str
    title: str
    weight: float
    earned: float
    verdict: Verdict
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The score of one call under one version of one rubric; ``total`` is 0-100."""

    rubric: str
    rubric_version: str
    total: float
    grade: str
    fatal: bool
    needs_review: bool
    lines: tuple[ScoreLine, ...] = ()
    review_reasons: tuple[str, ...] = ()
