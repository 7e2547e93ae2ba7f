"""How many forbidden findings count in each call, people's decisions included."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipeline.domain.finding import INFO
from pipeline.review.decisions import Action, Decision, additions, latest
from pipeline.storage.tables import CallRow, DecisionRow, FindingRow, ScorecardRow

if TYPE_CHECKING:
    from pipeline.reports.filter import Filter

FORBIDDEN = "forbidden_phrases"
_MACHINE = "machine"
Card = tuple[str, int, datetime]  # call, judgement, when a person set the score
_SOME = 500  # ids in one question


def violations(session: Session, chosen: Filter) -> dict[str, int]:
    """By call id, without the calls that have none: what the machine was certain of, or what people left of it."""
    corrected = select(CallRow.id, CallRow.scored_judgement_id, ScorecardRow.created_at)
    corrected = corrected.join(ScorecardRow, ScorecardRow.id == CallRow.scorecard_id)
    asked = session.execute(corrected.where(*chosen.conditions, CallRow.score_origin != _MACHINE))
    cards = [(str(call_id), int(judgement_id), when) for call_id, judgement_id, when in asked if judgement_id]
    found = _of_machine(session, chosen)
    for at in range(0, len(cards), _SOME):
        found |= _corrected(session, cards[at : at + _SOME])
    return {call_id: count for call_id, count in found.items() if count}


def _of_machine(session: Session, chosen: Filter) -> dict[str, int]:
    counted = select(func.min(CallRow.id), func.count()).select_from(CallRow)
    counted = counted.join(FindingRow, FindingRow.judgement_id == CallRow.scored_judgement_id)
    counts = (FindingRow.check == FORBIDDEN, FindingRow.that_costs())
    own = (*chosen.conditions, CallRow.score_origin == _MACHINE, *counts)
    by_judgement = counted.where(*own).group_by(FindingRow.judgement_id)  # in the order of an index; each has one call
    return {str(id): int(count) for id, count in session.execute(by_judgement)}


def _corrected(session: Session, cards: Iterable[Card]) -> dict[str, int]:
    """Of scores that a person set: only what was decided before counts."""
    known = {judgement_id: (call_id, when) for call_id, judgement_id, when in cards}
    findings = session.execute(
        select(FindingRow.judgement_id, FindingRow.id, FindingRow.certain, FindingRow.severity).where(
            FindingRow.judgement_id.in_(known), FindingRow.check == FORBIDDEN, FindingRow.passed.is_(False)
        )
    ).all()
    decided = _decisions(session, known)
    counts: Counter[str] = Counter({call_id: 0 for call_id, _ in known.values()})
    for judgement_id, id, certain, severity in findings:
        decision = latest(decided.get(judgement_id, ())).get(("finding", id))
        counts[known[judgement_id][0]] += _counts(decision, certain and severity != INFO)
    for judgement_id, own in decided.items():
        counts[known[judgement_id][0]] += _added(own)
    return dict(counts)


def _counts(decision: Decision | None, certain: bool) -> bool:
    return certain if decision is None else decision.action is not Action.REJECT


def _added(decided: Iterable[Decision]) -> int:
    own = list(decided)
    about = latest(own)
    added = [d for d in additions(own) if d.check == FORBIDDEN]
    return sum(_counts(about.get(("added", d.id)), True) for d in added)


def _decisions(session: Session, known: Mapping[int, tuple[str, datetime]]) -> dict[int, list[Decision]]:
    rows = session.scalars(select(DecisionRow).where(DecisionRow.judgement_id.in_(known))).all()
    found: dict[int, list[Decision]] = {}
    for row in rows:
        if row.created_at <= known[row.judgement_id][1]:
            one = Decision(row.id, Action(row.action), row.check, finding=row.finding_id, added=row.added_id)
            found.setdefault(row.judgement_id, []).append(one)
    return found
