"""What a reviewer does to a call, noted in the audit trail; the API and the call page answer each in its own way."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from api.schemas.reviews import Bulk
from pipeline.accounts import Principal, audit
from pipeline.domain.call import Role
from pipeline.lexicon import Pack
from pipeline.review import bulk, claims, finish, publication, words
from pipeline.review import kind as kinds
from pipeline.review.bulk import BulkOutcome
from pipeline.review.decide import Wish, decide
from pipeline.review.stored import Reviewed
from pipeline.storage.tables import ReviewRow, ScorecardRow


def claim(session: Session, user: Principal, call_id: str) -> ReviewRow:
    """Take a call for 15 minutes, or hold one's own on. Conflict where another has it."""
    review = claims.claim(session, call_id, user.user_id)
    audit.note(session, user.user_id, "review.claimed", "call", call_id, review=review.id)
    return review


def release(session: Session, user: Principal, call_id: str, untouched: bool = False) -> None:
    """Give a call back; its draft stays. ``untouched``: only where nothing was decided, and never an error."""
    if not untouched:
        claims.release(session, call_id, user.user_id)
    elif claims.release_untouched(session, call_id, user.user_id) is None:
        return
    audit.note(session, user.user_id, "review.released", "call", call_id)


def decide_one(
    session: Session, user: Principal, call_id: str, version: int, wish: Wish, pack: Pack
) -> tuple[ReviewRow, Reviewed]:
    """Decide one thing, or take a decision back."""
    review, outcome = decide(session, call_id, user.user_id, version, wish, pack)
    row = outcome.decisions[-1]
    audit.note(session, user.user_id, f"decision.{row.action}", "call", call_id, decision=row.id, check=row.check)
    return review, outcome


def correct_kind(
    session: Session, user: Principal, call_id: str, version: int, kind: str, pack: Pack, zone: ZoneInfo
) -> tuple[ReviewRow, Reviewed]:
    """Say what kind of call it is; it is judged again as that kind."""
    review, outcome = kinds.correct_kind(session, call_id, user.user_id, version, kind, pack, zone)
    audit.note(session, user.user_id, "call.kind_corrected", "call", call_id, kind=kind)
    return review, outcome


def correct_words(
    session: Session,
    user: Principal,
    call_id: str,
    version: int,
    utterance: int,
    text: str | None,
    role: Role | None,
    pack: Pack,
    zone: ZoneInfo,
) -> tuple[ReviewRow, Reviewed]:
    """Say what was said, or who said it; the call is judged again on that."""
    review, outcome = words.correct_words(session, call_id, user.user_id, version, utterance, text, role, pack, zone)
    audit.note(session, user.user_id, "call.words_corrected", "call", call_id, utterance=utterance)
    return review, outcome


def end_review(
    session: Session, user: Principal, call_id: str, version: int, comment: str | None, pack: Pack
) -> ScorecardRow:
    """The review is done, whether anything was changed or not."""
    card = finish.finish(session, call_id, user.user_id, version, pack, comment)
    audit.note(session, user.user_id, "review.finished", "call", call_id, scorecard=card.id)
    return card


def publish(
    session: Session, user: Principal, call_id: str, pack: Pack, open_findings: int | None = None
) -> ScorecardRow:
    """From now on the agent sees the scorecard. ``open_findings``: how many undecided ones it confirms."""
    card = publication.publish(session, call_id, user.user_id, pack, open_findings)
    audit.note(session, user.user_id, "scorecard.published", "call", call_id, scorecard=card.id)
    return card


def withdraw_publication(session: Session, user: Principal, call_id: str, reason: str) -> None:
    """The agent sees no score any more, but that it was withdrawn, and why."""
    publication.withdraw_publication(session, call_id, user.user_id, reason)
    audit.note(session, user.user_id, "scorecard.withdrawn", "call", call_id)


def in_bulk(session: Session, user: Principal, wanted: Bulk, pack: Pack) -> BulkOutcome:
    """The same for many calls; with ``look`` only what would come of it."""
    if wanted.do == "publish":
        ready = bulk.ready_to_publish(session, wanted.call_ids, user.user_id, pack)
        if not wanted.look:
            for call_id in ready.done:
                publish(session, user, call_id, pack)
        return ready
    if wanted.do == "claim":
        return bulk.each(session, wanted.call_ids, lambda call_id: claim(session, user, call_id))
    return bulk.each(session, wanted.call_ids, lambda call_id: assign(session, user, call_id, wanted.to))


def assign(session: Session, user: Principal, call_id: str, to: int | None) -> None:
    """Ask a reviewer to review the call; None: nobody in particular."""
    bulk.assign(session, call_id, to)
    audit.note(session, user.user_id, "call.assigned", "call", call_id, user=to)


def set_aside(session: Session, user: Principal, call_id: str) -> None:
    """A call that can't be scored waits no longer; nothing of it is published."""
    claims.set_aside(session, call_id, user.user_id)
    audit.note(session, user.user_id, "call.set_aside", "call", call_id)
