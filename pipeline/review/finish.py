"""The end of a review: a scorecard that a person answers for, and its publication to the agent."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.domain.scorecard import KeptCard, Scorecard
from pipeline.lexicon import Pack
from pipeline.review.claims import held, locked_call
from pipeline.review.effective import Effective
from pipeline.review.notices import announce
from pipeline.review.stored import Reviewed, as_of, draft_of
from pipeline.storage.errors import Conflict
from pipeline.storage.judgements import put_in_force
from pipeline.storage.tables import CallRow, ReviewRow, ScorecardRow, utc_now


def finish(session: Session, call_id: str, user_id: int, version: int, pack: Pack,
           comment: str | None = None) -> ScorecardRow:  # fmt: skip
    """The review is done, whether anything was changed or not. What was published before is corrected at once."""
    call, review = held(session, call_id, user_id, version)
    outcome = draft_of(session, call_id, pack)
    card = human_card(outcome, "review", user_id)
    session.add(card)
    session.flush()
    put_in_force(call, card, needs_review=False)
    review.state, review.finished_at, review.claimed_until = "finished", utc_now(), None
    review.comment, review.version = comment or None, review.version + 1
    if call.review_state == "published":
        make_public(session, call, card, outcome.effective)
    else:
        call.review_state = "reviewed"
    return card


def publish(session: Session, call_id: str, pack: Pack) -> ScorecardRow:
    """From now on the agent sees the scorecard in force; only what a person has reviewed is published."""
    call = locked_call(session, call_id)
    card = session.get(ScorecardRow, call.scorecard_id) if call.scorecard_id else None
    if card is None or call.review_state not in ("reviewed", "published"):
        raise Conflict("请先完成复核，再发布给坐席")
    if card.published_at is None:
        make_public(session, call, card, as_of(session, call, card, pack).effective)
    return card


def make_public(session: Session, call: CallRow, card: ScorecardRow, outcome: Effective,
                now: datetime | None = None) -> None:  # fmt: skip
    now = now or utc_now()
    card.published_at, call.review_state = now, "published"
    call.published_at = call.published_at or now
    announce(session, call, card, outcome)


def human_card(outcome: Reviewed, origin: str, user_id: int) -> ScorecardRow:
    """A scorecard that rests on people's decisions; nothing about it is left to be reviewed."""
    scored = outcome.effective.scorecard
    told = _fields(scored) | {"needs_review": False, "review_reasons": ()}
    card = KeptCard(**told, decisions=tuple(row.id for row in outcome.decisions),
                    rubric_changed=outcome.effective.rubric_changed)  # fmt: skip
    return ScorecardRow(
        call_id=outcome.call.id, judgement_id=outcome.judgement.id, origin=origin, created_by=user_id, card=card,
        total=scored.total, grade=scored.grade, fatal=scored.fatal,
    )  # fmt: skip


def last_reviewer(session: Session, call_id: str) -> int | None:
    """Who finished the last review of the call."""
    done = select(ReviewRow.reviewer_id).filter_by(call_id=call_id, state="finished").order_by(ReviewRow.id.desc())
    return session.scalars(done).first()


def _fields(card: Scorecard) -> dict[str, Any]:
    return {field.name: getattr(card, field.name) for field in fields(Scorecard)}
