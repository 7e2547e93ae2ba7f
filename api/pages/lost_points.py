"""How many points each check costs, by the scorecards in force."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from pipeline.storage.tables import CallRow, CheckResultRow, ScorecardRow

MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Lost:
    """``points`` in all, in ``calls`` where the check applied."""

    points: float
    calls: int


def lost_points(session: Session) -> dict[str, Lost]:
    """By check id; the machine's lines are summed by the database, people's come from their scorecards."""
    points: dict[str, float] = defaultdict(float)
    calls = Counter[str]()
    for check, lost, n in session.execute(_of_machine()):
        points[check] += lost or 0.0
        calls[check] += n
    corrected = select(ScorecardRow.card).join(CallRow, CallRow.scorecard_id == ScorecardRow.id)
    for card in session.scalars(corrected.where(ScorecardRow.origin != MACHINE)):
        for line in card.lines:
            points[line.check] += line.lost
            calls[line.check] += line.weight > 0
    return {check: Lost(points[check], n) for check, n in calls.items() if n}


def _of_machine() -> Select[str, float, int]:
    lost = func.sum(CheckResultRow.weight - CheckResultRow.earned)
    counted = select(CheckResultRow.check, lost, func.count())
    counted = counted.join(ScorecardRow, ScorecardRow.judgement_id == CheckResultRow.judgement_id)
    counted = counted.join(CallRow, CallRow.scorecard_id == ScorecardRow.id)
    return counted.where(ScorecardRow.origin == MACHINE, CheckResultRow.weight > 0).group_by(CheckResultRow.check)
