"""Calls: lists, status, transcripts, scorecards, and what those rest on."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from api import etag
from api.cursor import call_page
from api.deps import (
    Admin,
    AnyUser,
    CallId,
    Cursor,
    DatabaseDep,
    Limit,
    PackDep,
    PlainText,
    Principal,
    ReadSession,
    Reviewer,
    SettingsDep,
    StaffOrLead,
    TrailDep,
    UserRole,
    WriteSession,
)
from api.masking import shown_card, shown_record
from api.schemas.calls import CallDetail, CallPage, History, Receipt, ScorecardView, TranscriptView
from api.views.calls import call_detail, call_items, history, receipt, searched
from api.visibility import only_visible, visible_call, visible_card, visible_judgement
from pipeline.accounts import audit
from pipeline.accounts.errors import NotAllowed
from pipeline.domain.finding import Verdict
from pipeline.domain.record import Record
from pipeline.language import _
from pipeline.lexicon import Pack
from pipeline.record import as_json
from pipeline.storage import calls
from pipeline.storage.call_order import Order, Sort
from pipeline.storage.call_search import CallFilter, count_calls, select_calls
from pipeline.storage.errors import Conflict
from pipeline.storage.period import NamedPeriod, named_days
from pipeline.storage.tables import CallState

router = APIRouter(prefix="/calls", tags=["通话"])
Name = Annotated[PlainText | None, Query(max_length=200)]
_NOT_FOR_AGENTS = (
    "team",
    "check",
    "verdict",
    "category",
    "needs_review",
    "review_state",
    "state",
    "min_score",
    "max_score",
    "scored",
    "kind",
    "grade",
    "fatal",
    "changed",
    "published",
    "name",
)


def wanted_calls(
    settings: SettingsDep,
    name: Annotated[PlainText | None, Query(max_length=200, description="编号或文件名的一部分")] = None,
    agent_id: Name = None,
    team: Name = None,
    date_from: Annotated[date | None, Query(description="第一天（含），按 TINGJIAN_TIMEZONE")] = None,
    date_to: Annotated[date | None, Query(description="最后一天（含）")] = None,
    check: Annotated[PlainText | None, Query(max_length=64, examples=["greeting"])] = None,
    verdict: Verdict | None = None,
    category: Annotated[PlainText | None, Query(max_length=64, examples=["vague"])] = None,
    grade: Annotated[PlainText | None, Query(max_length=16, examples=["C"], description="等级")] = None,
    fatal: Annotated[bool | None, Query(description="一票否决")] = None,
    changed: Annotated[bool | None, Query(description="人工改了分")] = None,
    published: Annotated[bool | None, Query(description="坐席能看到评分")] = None,
    period: Annotated[NamedPeriod | None, Query(description="随日历移动的日期；date_from、date_to 优先")] = None,
    min_score: Annotated[float | None, Query(ge=0, le=100, allow_inf_nan=False)] = None,
    max_score: Annotated[float | None, Query(ge=0, le=100, allow_inf_nan=False)] = None,
    scored: Annotated[bool | None, Query(description="false：已分析但不能评分")] = None,
    needs_review: bool | None = None,
    review_state: Annotated[PlainText | None, Query(max_length=16)] = None,
    state: CallState | None = None,
    kind: Annotated[PlainText | None, Query(max_length=40, examples=["complaint"], description="通话类型")] = None,
    q: Annotated[PlainText | None, Query(max_length=100, description="转写中的文字")] = None,
) -> CallFilter:
    """The filter that the query names; all parts must hold."""
    first, last = named_days(period, settings.timezone)
    return CallFilter(
        name=name,
        agent_id=agent_id,
        team=team,
        date_from=date_from or first,
        date_to=date_to or last,
        check=check,
        verdict=verdict,
        category=category,
        min_score=min_score,
        max_score=max_score,
        grade=grade,
        fatal=fatal,
        scored=scored,
        changed=changed,
        needs_review=needs_review,
        review_state=review_state,
        published=published,
        state=state,
        kind=kind,
        text=q,
        timezone=settings.timezone,
    )


Wanted = Annotated[CallFilter, Depends(wanted_calls)]


@router.get("")
def list_calls(
    user: AnyUser,
    session: ReadSession,
    database: DatabaseDep,
    pack: PackDep,
    wanted: Wanted,
    sort: Sort = Sort.NEWEST,
    descending: Annotated[bool | None, Query(description="缺省按该列的习惯方向")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> CallPage:
    """Calls that pass the filter. Agents find their own published calls only, and may not ask by review or verdict."""
    order = Order(sort, descending)
    query = only_visible(user, select_calls(searched(_allowed(user, wanted), user, database, pack)))
    if user.role is UserRole.AGENT:
        order = Order()  # the order must not tell drafts either
    found = call_page(session, query, order, "calls", cursor, limit)
    return CallPage(
        items=call_items(session, user, found.rows, pack),
        total=count_calls(session, query),
        previous_cursor=found.previous,
        next_cursor=found.following,
    )


def _allowed(user: Principal, wanted: CallFilter) -> CallFilter:
    if user.role is UserRole.AGENT and any(getattr(wanted, name) is not None for name in _NOT_FOR_AGENTS):
        raise NotAllowed(_("坐席只能按日期和文字查找自己的通话"))  # the rest would tell of drafts
    return wanted


@router.get("/failures")
def list_failures(
    user: Reviewer, session: ReadSession, pack: PackDep, limit: Limit = 50, cursor: Cursor = None
) -> CallPage:
    """Recordings that could not be analysed, each with its reason."""
    query = select_calls(CallFilter(state=CallState.FAILED))
    found = call_page(session, query, Order(), "failures", cursor, limit)
    return CallPage(
        items=call_items(session, user, found.rows, pack),
        total=count_calls(session, query),
        previous_cursor=found.previous,
        next_cursor=found.following,
    )


@router.post("/failures/retry", status_code=202)
def retry_all(user: Admin, session: WriteSession) -> dict[str, int]:
    """Queue every failed call again; answers how many."""
    count = calls.retry(session)
    audit.note(session, user.user_id, "calls.retried", "call", "all", count=count)
    return {"retried": count}


@router.post("/{call_id}/retry", status_code=202)
def retry_call(call_id: CallId, user: Reviewer, session: WriteSession, pack: PackDep) -> CallDetail:
    """Queue a failed call again."""
    row = visible_call(session, user, call_id)
    if not calls.retry(session, [call_id]):
        raise Conflict(_("只有分析失败的通话可以重试"))
    audit.note(session, user.user_id, "call.retried", "call", call_id)
    session.refresh(row)
    return call_detail(session, user, row, pack)


@router.get("/{call_id}")
def get_call(call_id: CallId, user: AnyUser, session: ReadSession, pack: PackDep) -> CallDetail:
    """Status and facts of a call."""
    return call_detail(session, user, visible_call(session, user, call_id), pack)


@router.get("/{call_id}/transcript")
def get_transcript(
    call_id: CallId, user: AnyUser, session: ReadSession, pack: PackDep, trail: TrailDep
) -> TranscriptView:
    """What was said. Personal data is masked by role."""
    shown = _shown(session, user, call_id, pack)
    trail.note(user.user_id, "transcript.viewed", "call", call_id)
    return TranscriptView(call_id=call_id, utterances=shown.utterances, removed=shown.removed, health=shown.health)


@router.get("/{call_id}/result")
def get_result(
    call_id: CallId, user: StaffOrLead, session: ReadSession, pack: PackDep, trail: TrailDep
) -> dict[str, Any]:
    """The machine's current judgement, whole: the same object that `tingjian analyze` writes."""
    shown = _shown(session, user, call_id, pack)
    trail.note(user.user_id, "result.viewed", "call", call_id)
    return as_json(shown)


@router.get("/{call_id}/scorecard", responses={304: {"description": "没有变化"}}, response_model=ScorecardView)
def get_scorecard(
    call_id: CallId,
    request: Request,
    response: Response,
    user: AnyUser,
    session: ReadSession,
    pack: PackDep,
    trail: TrailDep,
) -> ScorecardView | Response:
    """The scorecard in force, for agents the published one; with an ETag."""
    row = visible_call(session, user, call_id)
    card = visible_card(session, user, row)
    judgement = visible_judgement(session, user, row)
    seen = card.acknowledged_at is not None
    tag = f'"{judgement.id}-{card.id}-{user.role}-{int(card.published_at is not None)}{int(seen)}"'
    if etag.is_known(request, tag):
        return etag.unchanged(tag)
    trail.note(user.user_id, "scorecard.viewed", "call", call_id, scorecard=card.id)
    etag.mark(response, tag)
    shown = shown_card(session, user, judgement, card.card, pack)
    return ScorecardView(
        call_id=call_id,
        scorecard_id=card.id,
        judgement_id=card.judgement_id,
        origin=card.origin,
        scorecard=shown,
        created_at=card.created_at,
        published_at=card.published_at,
        acknowledged_at=card.acknowledged_at,
    )


@router.get("/{call_id}/judgements")
def get_judgements(call_id: CallId, user: Reviewer, session: ReadSession) -> History:
    """Every judgement and scorecard that the call has had."""
    return history(session, visible_call(session, user, call_id))


@router.get("/{call_id}/receipt")
def get_receipt(call_id: CallId, user: AnyUser, session: ReadSession) -> Receipt:
    """Versions and hashes of everything that the score rests on."""
    row = visible_call(session, user, call_id)
    card = visible_card(session, user, row)
    return receipt(session, visible_judgement(session, user, row), card)


def _shown(session: ReadSession, user: Principal, call_id: str, pack: Pack) -> Record:
    row = visible_call(session, user, call_id)
    return shown_record(session, user, visible_judgement(session, user, row), pack)
