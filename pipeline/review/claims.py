"""Who works on a call: claimed for a while, so that two reviewers never overwrite each other."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from pipeline.language import N_, _
from pipeline.review.stored import open_review
from pipeline.storage.calls import get_call
from pipeline.storage.errors import Conflict
from pipeline.storage.judgements import ASIDE, UNREVIEWED
from pipeline.storage.tables import CallRow, ReviewRow, UserRow, utc_now

CLAIM_LASTS = timedelta(minutes=15)  # from the last thing the reviewer did
UNTOUCHED = 1  # the version of a review in which nothing was decided
STALE = N_("这份复核已有新的改动，请刷新后再试")


def claim(session: Session, call_id: str, user_id: int, now: datetime | None = None) -> ReviewRow:
    """The review of this call by this person: a new one, or theirs that is open. Conflict where another holds it."""
    now = now or utc_now()
    call = locked_call(session, call_id)
    if call.judgement_id is None:
        raise Conflict(_("这通电话还没有评分，暂时不能复核"))
    known = open_review(session, call_id)
    if known is not None and known.reviewer_id != user_id:
        _take_over(session, known, now)
        known = None
    review = known or _new_review(session, call, user_id)
    review.claimed_until = now + CLAIM_LASTS
    session.flush()
    return review


def release(session: Session, call_id: str, user_id: int) -> None:
    """Give the call back to the queue; what was decided stays as a draft for the next one."""
    call = locked_call(session, call_id)
    review = open_review(session, call_id)
    if review is None or review.reviewer_id != user_id:
        raise Conflict(_("这通电话不在您手上"))
    _give_back(call, review)


def release_untouched(session: Session, call_id: str, user_id: int) -> ReviewRow | None:
    """Give a call back that this person only looked at. None, and nothing changes, where it is not theirs, or where
    they have decided something."""
    call = locked_call(session, call_id)
    review = open_review(session, call_id)
    if review is None or review.reviewer_id != user_id or review.version != UNTOUCHED:
        return None
    _give_back(call, review)
    return review


def set_aside(session: Session, call_id: str, user_id: int, now: datetime | None = None) -> CallRow:
    """Take a call that can't be scored out of the queue. Conflict where it has a score, or another works on it."""
    call = locked_call(session, call_id)
    if call.scorecard_id is None or call.score is not None:
        raise Conflict(_("只有不能评分的通话才能搁置"))
    if call.review_state not in (UNREVIEWED, "claimed"):
        raise Conflict(_("这通电话已经处理过"))
    review = open_review(session, call_id)
    if review is not None and review.reviewer_id != user_id:
        _take_over(session, review, now or utc_now())
    elif review is not None:
        review.state, review.claimed_until = "released", None
    call.review_state, call.needs_review = ASIDE, False
    return call


def _give_back(call: CallRow, review: ReviewRow) -> None:
    review.state, review.claimed_until = "released", None
    if call.review_state == "claimed":
        call.review_state = "none"


def held(
    session: Session, call_id: str, user_id: int, version: int, now: datetime | None = None
) -> tuple[CallRow, ReviewRow]:
    """The call and this person's open review of it, held on; raises Conflict where it is not theirs, or has changed."""
    call = locked_call(session, call_id)
    review = open_review(session, call_id)
    if review is None or review.reviewer_id != user_id:
        raise Conflict(_("请先领取这通电话") if review is None else _held_by(session, review))
    if review.version != version:
        raise Conflict(_(STALE))
    review.claimed_until = (now or utc_now()) + CLAIM_LASTS
    return call, review


def locked_call(session: Session, call_id: str) -> CallRow:
    """The call, which nobody else changes until this transaction ends. Raises NotInStore."""
    call = get_call(session, call_id)
    session.flush()
    session.refresh(call, with_for_update=True)
    return call


def _take_over(session: Session, review: ReviewRow, now: datetime) -> None:
    if review.claimed_until is not None and review.claimed_until > now:
        raise Conflict(_held_by(session, review))
    review.state, review.claimed_until = "released", None


def _held_by(session: Session, review: ReviewRow) -> str:
    holder = session.get(UserRow, review.reviewer_id)
    return _("这通电话正由%(holder)s复核", holder=holder.display_name if holder else _("他人"))


def _new_review(session: Session, call: CallRow, user_id: int) -> ReviewRow:
    review = ReviewRow(call_id=call.id, judgement_id=call.judgement_id, reviewer_id=user_id, random=call.audit_sample)
    session.add(review)
    if call.review_state == "none":
        call.review_state = "claimed"
    return review
