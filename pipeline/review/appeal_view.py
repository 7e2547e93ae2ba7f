"""An appeal as JSON, with what it is about and how the score moved."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from pipeline.lexicon import Pack
from pipeline.privacy.kinds import Kinds
from pipeline.privacy.mask import mask
from pipeline.privacy.spans import spans
from pipeline.review.appeals import OPEN
from pipeline.review.finish import last_reviewer
from pipeline.storage.tables import AppealRow, CallRow, DecisionRow, FindingRow, JudgementRow, ScorecardRow, UserRow


def appeal_json(
    session: Session,
    row: AppealRow,
    call: CallRow,
    user_id: int,
    now: datetime,
    pack: Pack,
    kinds: Kinds,
    for_agent: bool,
) -> dict[str, Any]:
    """``kinds`` is what the one who asks must not see; agents get no names."""
    same = (
        "id",
        "scorecard_id",
        "finding_id",
        "added_id",
        "reason",
        "state",
        "created_at",
        "decide_by",
        "decided_at",
        "decision_reason",
    )
    before = session.get_one(ScorecardRow, row.scorecard_id)
    check, quote = _about(session, row)
    shown = {name: getattr(row, name) for name in same}
    return shown | {
        "call_id": call.id,
        "call_name": _hidden(call.name, pack, kinds),
        "check": check,
        "quote": _hidden(quote, pack, kinds),
        "agent_id": call.agent_id,
        "overdue": row.state == OPEN and now > row.decide_by,
        "decided_by": None if for_agent else _name(session, row.decided_by),
        "alike": None if for_agent else row.details.get("alike"),
        "total_before": before.total,
        "total_now": call.score if call.review_state == "published" else before.total,
        "may_decide": not for_agent
        and row.state == OPEN
        and user_id not in (before.created_by, last_reviewer(session, call.id)),
    }


def _about(session: Session, row: AppealRow) -> tuple[str | None, str | None]:
    """The check that is challenged, and the words."""
    if row.finding_id is not None:
        found = session.get_one(FindingRow, row.finding_id)
        return found.check, found.quote
    if row.added_id is None:
        return row.check, None
    added = session.get_one(DecisionRow, row.added_id)
    spoken = session.get_one(JudgementRow, added.judgement_id).record.spoken(added.utterance or 0)
    return added.check, spoken.text[added.char_start or 0 : added.char_end] if spoken else ""


def _name(session: Session, user_id: int | None) -> str | None:
    user = session.get(UserRow, user_id) if user_id is not None else None
    return user.display_name if user else None


def _hidden(text: str | None, pack: Pack, kinds: Kinds) -> str | None:
    return mask(text, spans(text, pack), kinds) if text and kinds else text
