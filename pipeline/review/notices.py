"""What other systems are told: scorecards that were published, findings that decide a whole call."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.inbox import Kind, tell
from pipeline.inbox.tell import agents_users
from pipeline.review.effective import Effective
from pipeline.storage.tables import CallRow, FindingRow, JudgementRow, ScorecardRow
from pipeline.webhooks import emit

APPEAL = "appeal"
PUBLISHED, FATAL = "scorecard.published", "finding.fatal"


def announce(session: Session, call: CallRow, card: ScorecardRow, outcome: Effective) -> None:
    """Ids and scores, never what was said."""
    about: dict[str, object] = {"call_id": call.id, "agent_id": call.agent_id, "scorecard_id": card.id}
    emit(
        session,
        PUBLISHED,
        about | {"total": card.total, "grade": card.grade, "fatal": card.fatal, "origin": card.origin},
    )
    if card.origin != APPEAL:  # of an upheld appeal its agent is told that it was decided
        tell(session, Kind.SCORECARD_PUBLISHED, agents_users(session, [call.agent_id]), call_id=call.id)
    for found in outcome.findings:
        counts = found.effective
        if card.fatal and counts is not None and counts.severity == "fatal" and counts.costs:
            emit(session, FATAL, _fatal(about, found.id, counts.check, counts.category, confirmed=True))


def warn(session: Session, call: CallRow, judgement: JudgementRow) -> None:
    """A call was judged: whoever listens learns of its fatal findings at once, before a person has confirmed them."""
    if not judgement.fatal:
        return
    about = {"call_id": call.id, "agent_id": call.agent_id, "scorecard_id": call.scorecard_id}
    grave = select(FindingRow).filter_by(judgement_id=judgement.id, severity="fatal").where(FindingRow.that_costs())
    for found in session.scalars(grave.order_by(FindingRow.ordinal)):
        emit(session, FATAL, _fatal(about, found.id, found.check, found.category, confirmed=False))


def _fatal(
    about: Mapping[str, object], id: int | None, check: str, category: str | None, confirmed: bool
) -> dict[str, object]:
    return {**about, "finding_id": id, "check": check, "category": category, "confirmed": confirmed}
