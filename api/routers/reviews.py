"""Reviewing: take a call, decide, finish, publish."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path, Query
from sqlalchemy import select

from api import reviewing
from api.cursor import dump_cursor, load_queue_cursor
from api.deps import (
    AnyUser,
    CallId,
    Cursor,
    Limit,
    PackDep,
    PlainText,
    Principal,
    ReadSession,
    Reviewer,
    RowId,
    SettingsDep,
    TrailDep,
    WriteSession,
)
from api.masking import call_of
from api.newest import newest
from api.parameters import LARGEST_ID
from api.schemas.reviews import (
    AtVersion,
    Bulk,
    BulkView,
    Confirmed,
    CorrectionPage,
    FinishedView,
    NewDecision,
    NewKind,
    NewWords,
    PublicationView,
    PublishedVersion,
    QueueItem,
    QueuePage,
    WhyHere,
    Withdrawal,
    WordsCorrection,
)
from api.visibility import visible_call, visible_card
from pipeline.lexicon import Pack
from pipeline.privacy import for_role
from pipeline.privacy.record import Masker
from pipeline.review import publication
from pipeline.review.decide import Wish
from pipeline.review.decisions import Action
from pipeline.review.masked import masked_review, nameless
from pipeline.review.queue import QueueFilter, Waiting, Why, count_waiting, waiting_calls
from pipeline.review.stored import as_of, draft_of, open_review
from pipeline.review.view import ClaimView, DecisionAnswer, ReviewView, answer_to, claim_view, names_of, review_view
from pipeline.storage.calls import get_call
from pipeline.storage.tables import CallRow, ScorecardRow, UserRole, WordsCorrectionRow, utc_now

router = APIRouter(tags=["复核"])
Name = Annotated[PlainText | None, Query(max_length=200)]
Untouched = Annotated[bool, Query(description="只在尚未作出任何决定时放回")]
_QUEUE = "reviews.queue"


@router.get("/reviews/queue")
def get_queue(
    user: Reviewer,
    session: ReadSession,
    pack: PackDep,
    why: Why | None = None,
    agent_id: Name = None,
    team: Name = None,
    check: Annotated[PlainText | None, Query(max_length=64, examples=["greeting"])] = None,
    mine: Annotated[bool, Query(description="只看我领取的")] = False,
    state: Annotated[str, Query(pattern="^(open|reviewed)$", description="待复核，或已复核待发布")] = "open",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> QueuePage:
    """Calls to review, the riskiest first, with the random share mixed in; each says why it is here."""
    wanted = QueueFilter(why, agent_id, team, check, user.user_id if mine else None, state)
    after = load_queue_cursor(_QUEUE, cursor)
    rows = waiting_calls(session, wanted, utc_now(), after, limit + 1, pack.rubric.review)
    place = [rows[limit - 1].priority, rows[limit - 1].call.id] if len(rows) > limit else None
    items = [_queue_item(row, user) for row in rows[:limit]]
    return QueuePage(items=items, total=count_waiting(session, wanted), next_cursor=dump_cursor(_QUEUE, place))


@router.post("/reviews/bulk")
def post_bulk(given: Bulk, user: Reviewer, session: WriteSession, pack: PackDep) -> BulkView:
    """Publish, claim or assign many calls; what can't be done is left out, with the reason."""
    outcome = reviewing.in_bulk(session, user, given, pack)
    return BulkView(done=list(outcome.done), excluded=list(outcome.excluded), open_findings=outcome.open_findings)


@router.post("/calls/{call_id}/claim")
def claim_call(call_id: CallId, user: Reviewer, session: WriteSession) -> ClaimView:
    """Take a call for 15 minutes, or hold one's own on; every change holds it on, too. 409 where another has it."""
    return claim_view(session, reviewing.claim(session, user, call_id), utc_now())


@router.post("/calls/{call_id}/release", status_code=204)
def release_call(call_id: CallId, user: Reviewer, session: WriteSession, untouched: Untouched = False) -> None:
    """Give a call back; its draft stays. With ``untouched``, as a page does that is left: only where nothing was
    decided, and never an error."""
    reviewing.release(session, user, call_id, untouched)


@router.get("/calls/{call_id}/review")
def get_review(call_id: CallId, user: Reviewer, session: ReadSession, pack: PackDep, trail: TrailDep) -> ReviewView:
    """The draft of a review, or what counts where nobody is at work: machine and people beside each other."""
    shown = _review(session, call_id, pack)
    trail.note(user.user_id, "review.viewed", "call", call_id)
    return shown


@router.get("/calls/{call_id}/effective")
def get_effective(call_id: CallId, user: AnyUser, session: ReadSession, pack: PackDep, trail: TrailDep) -> ReviewView:
    """What counts now: for agents what was published, without the names of others; personal data by role."""
    call = visible_call(session, user, call_id)
    shown = _in_force(session, user, call, visible_card(session, user, call), pack)
    trail.note(user.user_id, "scorecard.viewed", "call", call_id)
    return shown


@router.post("/calls/{call_id}/decisions", status_code=201)
def post_decision(
    call_id: CallId, given: NewDecision, user: Reviewer, session: WriteSession, pack: PackDep
) -> DecisionAnswer:
    """Decide one thing; answers with what counts now. 409 where the call is not yours, or has changed meanwhile."""
    wish = Wish(**given.model_dump(exclude={"version"}))
    return _decide(session, call_id, user, given.version, wish, pack)


@router.delete("/calls/{call_id}/decisions/{decision_id}")
def withdraw_decision(
    call_id: CallId,
    decision_id: RowId,
    user: Reviewer,
    session: WriteSession,
    pack: PackDep,
    version: Annotated[int, Query(ge=1, le=LARGEST_ID)],
) -> DecisionAnswer:
    """Take a decision back; it stays in the history."""
    return _decide(session, call_id, user, version, Wish(Action.WITHDRAW, added_id=decision_id), pack)


@router.post("/calls/{call_id}/kind")
def correct_kind(
    call_id: CallId, given: NewKind, user: Reviewer, session: WriteSession, pack: PackDep, settings: SettingsDep
) -> ReviewView:
    """Say what kind of call it is; it is judged again as that kind, and what was decided stays decided. 409 where the
    call is not yours, or has changed meanwhile."""
    zone = ZoneInfo(settings.timezone)
    review, outcome = reviewing.correct_kind(session, user, call_id, given.version, given.kind, pack, zone)
    return review_view(session, outcome, review, pack, utc_now())


@router.post("/calls/{call_id}/utterances/{utterance}")
def correct_words(
    call_id: CallId,
    utterance: Annotated[int, Path(ge=0, le=LARGEST_ID)],
    given: NewWords,
    user: Reviewer,
    session: WriteSession,
    pack: PackDep,
    settings: SettingsDep,
) -> ReviewView:
    """Say what was said in an utterance, or who said it: it is kept beside the machine's, and the call is judged again
    on it. 409 where the call is not yours, or has changed meanwhile."""
    review, outcome = reviewing.correct_words(
        session, user, call_id, given.version, utterance, given.text, given.role, pack, ZoneInfo(settings.timezone)
    )
    return review_view(session, outcome, review, pack, utc_now())


@router.get("/corrections")
def list_corrections(user: Reviewer, session: ReadSession, limit: Limit = 50, cursor: Cursor = None) -> CorrectionPage:
    """What people have heard instead of the machine, the newest first: words and speakers to train on."""
    rows, following = newest(session, select(WordsCorrectionRow), WordsCorrectionRow.id, "corrections", cursor, limit)
    return CorrectionPage(items=[_correction(row) for row in rows], next_cursor=following)


@router.post("/calls/{call_id}/finish")
def finish_review(
    call_id: CallId, given: AtVersion, user: Reviewer, session: WriteSession, pack: PackDep
) -> FinishedView:
    """The review is done, whether anything was changed or not."""
    return _finished(session, reviewing.end_review(session, user, call_id, given.version, given.comment, pack))


@router.get("/calls/{call_id}/publication")
def get_publication(call_id: CallId, user: Reviewer, session: ReadSession, pack: PackDep) -> PublicationView:
    """What is still open before the scorecard is published, and the versions that the agent was shown."""
    ready = publication.readiness(session, call_id, user.user_id, pack)
    return PublicationView(
        call_id=call_id,
        total=ready.total,
        grade=ready.grade,
        fatal=ready.fatal,
        next_version=ready.version,
        refusal=ready.refusal,
        vetoes=list(ready.vetoes),
        open=list(ready.open),
        versions=_versions(session, call_id),
    )


@router.post("/calls/{call_id}/publish")
def publish_review(
    call_id: CallId, user: Reviewer, session: WriteSession, pack: PackDep, confirmed: Confirmed | None = None
) -> FinishedView:
    """From now on the agent sees the scorecard. 409 where nobody has reviewed it, a veto is undecided, or other
    findings are open than were confirmed."""
    known = confirmed.open_findings if confirmed else None
    return _finished(session, reviewing.publish(session, user, call_id, pack, known))


@router.post("/calls/{call_id}/publication/withdraw", status_code=204)
def withdraw_publication(call_id: CallId, given: Withdrawal, user: Reviewer, session: WriteSession) -> None:
    """Take a published scorecard back: the agent reads that it was withdrawn, and why. 409 where nothing is published,
    or an appeal waits."""
    reviewing.withdraw_publication(session, user, call_id, given.reason)


@router.post("/calls/{call_id}/set-aside", status_code=204)
def set_call_aside(call_id: CallId, user: Reviewer, session: WriteSession) -> None:
    """Take a call that can't be scored out of the queue. 409 where it has a score, or another works on it."""
    reviewing.set_aside(session, user, call_id)


def _correction(row: WordsCorrectionRow) -> WordsCorrection:
    return WordsCorrection(**{name: getattr(row, name) for name in WordsCorrection.model_fields})


def _versions(session: ReadSession, call_id: str) -> list[PublishedVersion]:
    rows = publication.publications(session, call_id)
    names = names_of(session, [id for row in rows for id in (row.published_by, row.withdrawn_by) if id is not None])
    cards = {row.id: session.get_one(ScorecardRow, row.scorecard_id) for row in rows}
    return [
        PublishedVersion(
            version=row.version,
            total=cards[row.id].total,
            grade=cards[row.id].grade,
            published_at=row.published_at,
            published_by=names.get(row.published_by or 0, ""),
            withdrawn_at=row.withdrawn_at,
            withdrawn_by=names.get(row.withdrawn_by or 0, ""),
            reason=row.reason,
        )
        for row in rows
    ]


def _queue_item(row: Waiting, user: Principal) -> QueueItem:
    call = row.call
    same = (
        "name",
        "agent_id",
        "team",
        "started_at",
        "duration",
        "score",
        "grade",
        "fatal",
        "needs_review",
        "review_state",
        "risk",
    )
    return QueueItem(
        **{name: getattr(call, name) for name in same},
        call_id=call.id,
        waiting_since=call.created_at,
        random=call.audit_sample,
        reasons=[WhyHere(code=r.code, text=r.text) for r in row.reasons],
        holder=row.holder,
        assignee=row.assignee,
        held_until=row.held_until,
        mine=row.holder_id == user.user_id,
    )


def _decide(
    session: WriteSession, call_id: str, user: Principal, version: int, wish: Wish, pack: Pack
) -> DecisionAnswer:
    review, outcome = reviewing.decide_one(session, user, call_id, version, wish, pack)
    return answer_to(review_view(session, outcome, review, pack, utc_now()), outcome.decisions[-1].id)


def _review(session: ReadSession, call_id: str, pack: Pack) -> ReviewView:
    outcome = draft_of(session, call_id, pack)
    return review_view(session, outcome, open_review(session, call_id), pack, utc_now())


def _in_force(session: ReadSession, user: Principal, call: CallRow, card: ScorecardRow, pack: Pack) -> ReviewView:
    outcome = as_of(session, call, card, pack)
    shown = replace(
        review_view(session, outcome, None, pack, utc_now()),
        published_at=card.published_at,
        publication=publication.shown_version(session, card),
        comment=publication.comment_on(session, call.id, card.published_at),
    )
    kinds = for_role(user.role)
    if kinds:
        record = outcome.judgement.record
        masker = Masker.of(call_of(session, outcome.judgement), pack, kinds, record.ticket)
        shown = masked_review(shown, record, masker)
    return nameless(shown) if user.role is UserRole.AGENT else shown


def _finished(session: WriteSession, card: ScorecardRow) -> FinishedView:
    call = get_call(session, card.call_id)
    same = ("origin", "total", "grade", "fatal", "published_at")
    return FinishedView(
        **{name: getattr(card, name) for name in same},
        call_id=call.id,
        scorecard_id=card.id,
        review_state=call.review_state,
    )
