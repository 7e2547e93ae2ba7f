"""A reviewed call as JSON: the machine's side and what counts, beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.domain.facts import Slot
from pipeline.domain.finding import Finding
from pipeline.domain.scorecard import ScoreLine
from pipeline.lexicon import Pack
from pipeline.result import finding_json, scorecard_json
from pipeline.review.decisions import standing
from pipeline.review.effective import EffectiveFinding, EffectiveLine
from pipeline.review.slots import EffectiveSlot
from pipeline.review.stored import Reviewed, decision_of
from pipeline.review.wording import suggestion_for
from pipeline.storage.tables import DecisionRow, ReviewRow, UserRow

Json = dict[str, Any]


def review_json(session: Session, outcome: Reviewed, review: ReviewRow | None, pack: Pack,
                now: datetime) -> Json:  # fmt: skip
    """The whole state of a review. ``review`` is the open one, if any."""
    rows = {row.id: row for row in outcome.decisions}
    names = names_of(session, [row.created_by for row in rows.values()])
    scored = outcome.effective
    return {
        "call_id": outcome.call.id,
        "judgement_id": outcome.judgement.id,
        "review_state": outcome.call.review_state,
        "published_at": outcome.call.published_at,
        "version": review.version if review else None,
        "review": claim_json(session, review, now),
        "machine_scorecard": scorecard_json(scored.machine),
        "scorecard": scorecard_json(scored.scorecard),
        "rubric_changed": scored.rubric_changed,
        "lines": [_line(line, rows, names) for line in scored.lines],
        "findings": [_finding(found, rows, names, pack) for found in scored.findings],
        "five_w": [_slot(slot, rows, names, pack) for slot in scored.slots],
        "decisions": _standing(outcome, rows, names),
    }


def claim_json(session: Session, review: ReviewRow | None, now: datetime) -> Json | None:
    """Who holds the call."""
    if review is None:
        return None
    holder = session.get(UserRow, review.reviewer_id)
    return {
        "id": review.id, "version": review.version, "state": review.state, "reviewer_id": review.reviewer_id,
        "reviewer": holder.display_name if holder else "", "claimed_until": review.claimed_until,
        "active": bool(review.claimed_until and review.claimed_until > now), "random": review.random,
        "comment": review.comment,
    }  # fmt: skip


def names_of(session: Session, ids: Iterable[int]) -> Mapping[int, str]:
    """The names to show for these users."""
    named = select(UserRow.id, UserRow.display_name).where(UserRow.id.in_(set(ids)))
    return {row.id: row.display_name for row in session.execute(named)}


def decision_json(row: DecisionRow, names: Mapping[int, str]) -> Json:
    fields = ("id", "action", "check", "finding_id", "added_id", "category", "severity", "verdict", "utterance",
              "char_start", "char_end", "comment", "appeal_id", "created_at")  # fmt: skip
    return {name: getattr(row, name) for name in fields} | {"by": names.get(row.created_by, "")}


def _standing(outcome: Reviewed, rows: Mapping[int, DecisionRow], names: Mapping[int, str]) -> list[Json]:
    return [decision_json(rows[d.id], names) for d in standing([decision_of(row) for row in outcome.decisions])]


def _line(line: EffectiveLine, rows: Mapping[int, DecisionRow], names: Mapping[int, str]) -> Json:
    return {
        "check": line.effective.check,
        "title": line.effective.title,
        "machine": _side(line.machine) if line.machine else None,
        "effective": _side(line.effective),
        "decision": decision_json(rows[line.decision.id], names) if line.decision else None,
    }


def _side(line: ScoreLine) -> Json:
    return {"weight": line.weight, "earned": line.earned, "verdict": line.verdict.value, "reason": line.reason}


def _finding(found: EffectiveFinding, rows: Mapping[int, DecisionRow], names: Mapping[int, str], pack: Pack) -> Json:
    return {
        "id": found.id,
        "added_id": found.added,
        "state": found.state.value,
        "machine": _shown(found.machine, pack),
        "effective": _shown(found.effective, pack),
        "known": _shown(found.known, pack),
        "decision": decision_json(rows[found.decision.id], names) if found.decision else None,
    }


def _slot(slot: EffectiveSlot, rows: Mapping[int, DecisionRow], names: Mapping[int, str], pack: Pack) -> Json:
    known = pack.slots.get(slot.name)
    return {
        "slot": slot.name,
        "title": known.title if known else slot.name,
        "machine": _slot_side(slot.machine),
        "effective": _slot_side(slot.effective),
        "decision": decision_json(rows[slot.decision.id], names) if slot.decision else None,
    }


def _slot_side(slot: Slot) -> Json:
    return {"state": slot.state.value, "value": slot.value, "utterance": slot.utterance}


def _shown(finding: Finding | None, pack: Pack) -> Json | None:
    if finding is None:
        return None
    return finding_json(finding) | {"suggestion": suggestion_for(pack, finding)}
