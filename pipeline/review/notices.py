"""What other systems are told when a scorecard is published."""

from __future__ import annotations

from sqlalchemy.orm import Session

from pipeline.review.effective import Effective
from pipeline.storage.tables import CallRow, ScorecardRow
from pipeline.webhooks import emit

PUBLISHED, FATAL = "scorecard.published", "finding.fatal"


def announce(session: Session, call: CallRow, card: ScorecardRow, outcome: Effective) -> None:
    """Ids and scores, never what was said."""
    about = {"call_id": call.id, "agent_id": call.agent_id, "scorecard_id": card.id}
    emit(
        session,
        PUBLISHED,
        about | {"total": card.total, "grade": card.grade, "fatal": card.fatal, "origin": card.origin},
    )
    for found in outcome.findings:
        counts = found.effective
        if card.fatal and counts is not None and counts.severity == "fatal" and counts.certain and not counts.passed:
            emit(session, FATAL, about | {"finding_id": found.id, "check": counts.check, "category": counts.category})
