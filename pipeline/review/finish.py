"""The end of a review: a scorecard that a person answers for."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.domain.scorecard import KeptCard, Scorecard
from pipeline.inbox import Kind, settle
from pipeline.lexicon import Pack
from pipeline.review.claims import held
from pipeline.review.publication import comment_on
from pipeline.review.stored import Reviewed, draft_of
from pipeline.storage.judgements import put_in_force
from pipeline.storage.tables import CallRow, CardFactRow, ReviewRow, ScorecardRow, utc_now


def finish(
    session: Session, call_id: str, user_id: int, version: int, pack: Pack, comment: str | None = None
) -> ScorecardRow:
    """The review is done, whether anything was changed or not. The agent goes on seeing what was published, until
    the new scorecard is published, too; without a change there is nothing to publish."""
    call, review = held(session, call_id, user_id, version)
    outcome = draft_of(session, call_id, pack)
    same = _unchanged(session, call, outcome, comment)
    card = same or human_card(outcome, "review", user_id)
    if card is not same:
        keep_card(session, card, outcome)
    put_in_force(call, card, needs_review=False)
    review.state, review.finished_at, review.claimed_until = "finished", utc_now(), None
    review.comment, review.version = comment or None, review.version + 1
    call.review_state = "published" if same else "reviewed"
    settle(session, Kind.CALL_ASSIGNED, call_id=call_id)
    return card


def _unchanged(session: Session, call: CallRow, outcome: Reviewed, comment: str | None) -> ScorecardRow | None:
    """The published scorecard in force where this review says the same; None where it says something new."""
    card = session.get(ScorecardRow, call.scorecard_id) if call.scorecard_id else None
    if card is None or card.published_at is None or card.judgement_id != outcome.judgement.id:
        return None
    decided = tuple(row.id for row in outcome.decisions)
    said = comment_on(session, call.id, None)
    same = decided == (card.card.decisions or ()) and card.card.promises == outcome.effective.scorecard.promises
    return card if same and (comment or None) == said else None


def human_card(outcome: Reviewed, origin: str, user_id: int) -> ScorecardRow:
    """A scorecard that rests on people's decisions; nothing about it is left to be reviewed."""
    scored = outcome.effective.scorecard
    told = _fields(scored) | {"needs_review": False, "review_reasons": ()}
    card = KeptCard(
        **told, decisions=tuple(row.id for row in outcome.decisions), rubric_changed=outcome.effective.rubric_changed
    )
    return ScorecardRow(
        call_id=outcome.call.id,
        judgement_id=outcome.judgement.id,
        origin=origin,
        created_by=user_id,
        card=card,
        total=scored.total,
        grade=scored.grade,
        fatal=scored.fatal,
    )


def keep_card(session: Session, card: ScorecardRow, outcome: Reviewed) -> None:
    """Keep a person's scorecard, and what calls are found by: its verdicts, and the categories of what counts."""
    session.add(card)
    session.flush()
    facts = [
        CardFactRow(scorecard_id=card.id, check=line.check, verdict=line.verdict.value)
        for line in card.card.lines
        if line.check in outcome.effective.results
    ]
    counted = Counter((f.known.check, f.known.category) for f in outcome.effective.findings if f.costs)
    facts += [
        CardFactRow(scorecard_id=card.id, check=check, category=category, findings=n)
        for (check, category), n in counted.items()
        if category
    ]
    session.add_all(facts)
    session.flush()


def last_reviewer(session: Session, call_id: str) -> int | None:
    """Who finished the last review of the call."""
    done = select(ReviewRow.reviewer_id).filter_by(call_id=call_id, state="finished").order_by(ReviewRow.id.desc())
    return session.scalars(done).first()


def _fields(card: Scorecard) -> dict[str, Any]:
    return {field.name: getattr(card, field.name) for field in fields(Scorecard)}
