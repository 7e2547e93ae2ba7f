"""The call page, where a reviewer listens and decides."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from api import reviewing
from api.deps import (
    CallId,
    CallReader,
    PackDep,
    Principal,
    ReadSession,
    Reviewer,
    SettingsDep,
    TrailDep,
    UserRole,
    WriteSession,
)
from api.pages.rendering import render
from api.pages.stored_call import load_call
from api.pages.team_call import team_call
from api.pages.views.call import ShownCall
from api.pages.views.cases import show_promise
from api.pages.views.names import names_of
from api.pages.views.notes import threads_of
from api.pages.views.publication import show_publication
from api.schemas.reviews import Deed
from api.views.cases import promise_view
from api.views.notes import note_views
from api.visibility import visible_call
from pipeline.cases.file import promises_of
from pipeline.language import N_, _, translated
from pipeline.lexicon import Pack
from pipeline.review.decide import Wish
from pipeline.review.decisions import Action
from pipeline.review.errors import BadDecision
from pipeline.review.notes import notes_of
from pipeline.review.publication import published_version, readiness
from pipeline.storage.tables import CallRow, utc_now

router = APIRouter(prefix="/calls")
KEPT = ("why", "team", "agent", "check", "mine")  # of the queue's filter
WAITING = {
    "queued": (N_("这通电话在等待分析"), N_("排队中，轮到后自动开始，通常几分钟内完成。")),
    "working": (N_("正在分析这通电话"), N_("转写和评分完成后，这里就会显示结果。")),
}


@router.get("/{call_id}")
def show(
    request: Request,
    call_id: CallId,
    user: CallReader,
    session: ReadSession,
    pack: PackDep,
    settings: SettingsDep,
    trail: TrailDep,
) -> Response:
    row = visible_call(session, user, call_id)
    if row.judgement_id is None:
        return _not_ready(request, user, row)
    if user.role is UserRole.LEAD:
        return team_call(request, call_id, user, session, pack, settings, trail)
    zone = ZoneInfo(settings.timezone)
    notes = threads_of(note_views(session, user, notes_of(session, call_id), pack), zone)
    shown = replace(_loaded(session, call_id, user, pack, zone), notes=tuple(notes))
    trail.note(user.user_id, "call.viewed", "call", call_id)
    came_from = "queue" if request.query_params.get("from") == "queue" else ""
    return render(
        request,
        "call.html",
        user,
        user.csrf_token or "",
        at="/queue" if came_from else "",
        call=shown,
        editable=True,
        came_from=came_from,
        next_call=_next(request),
    )


def _next(request: Request) -> str:
    """Where the next call is: in the queue, with the filter that this one was found by."""
    kept = {name: value for name in KEPT if (value := request.query_params.get(name, ""))}
    return f"/queue/next?{urlencode(kept)}" if kept else "/queue/next"


@router.get("/{call_id}/parts")
def parts(
    request: Request, call_id: CallId, user: Reviewer, session: ReadSession, pack: PackDep, settings: SettingsDep
) -> Response:
    """What changes with a decision; fetched by the page itself, so it is not noted as another viewing."""
    shown = _loaded(session, call_id, user, pack, ZoneInfo(settings.timezone))
    return render(request, "call/parts.html", user, user.csrf_token or "", call=shown, editable=True)


@router.get("/{call_id}/publication")
def publication(request: Request, call_id: CallId, user: Reviewer, session: ReadSession, pack: PackDep) -> Response:
    """What is confirmed before the scorecard is published."""
    row = visible_call(session, user, call_id)
    ready = readiness(session, call_id, user.user_id, pack)
    view = show_publication(ready, row.agent_id, published_version(session, call_id), names_of(pack))
    return render(request, "call/publication.html", user, user.csrf_token or "", view=view)


@router.post("/{call_id}/parts")
def act(
    request: Request,
    call_id: CallId,
    deed: Deed,
    user: Reviewer,
    session: WriteSession,
    pack: PackDep,
    settings: SettingsDep,
) -> Response:
    """Do one thing, and answer with what changes on the page: one request, one transaction."""
    _do(session, user, call_id, deed, pack, ZoneInfo(settings.timezone))
    session.flush()
    shown = _loaded(session, call_id, user, pack, ZoneInfo(settings.timezone))
    return render(request, "call/parts.html", user, user.csrf_token or "", call=shown, editable=True)


def _do(session: Session, user: Principal, call_id: str, deed: Deed, pack: Pack, zone: ZoneInfo) -> None:
    match deed.do:
        case "claim":
            reviewing.claim(session, user, call_id)
        case "release":
            reviewing.release(session, user, call_id)
        case "finish":
            reviewing.end_review(session, user, call_id, deed.version, deed.comment, pack)
        case "kind":
            reviewing.correct_kind(session, user, call_id, deed.version, deed.kind or "", pack, zone)
        case "words":
            if deed.utterance is None:
                raise BadDecision(_("请说明是哪一句话"))
            reviewing.correct_words(
                session, user, call_id, deed.version, deed.utterance, deed.text, deed.role, pack, zone
            )
        case "publish":
            reviewing.publish(session, user, call_id, pack, deed.open_findings)
        case "set_aside":
            reviewing.set_aside(session, user, call_id)
        case _:
            reviewing.decide_one(session, user, call_id, deed.version, _wish(deed), pack)


def _wish(deed: Deed) -> Wish:
    if deed.do == "withdraw":
        return Wish(Action.WITHDRAW, added_id=deed.decision_id)
    if deed.decision is None:
        raise BadDecision(_("请说明要作出什么决定"))
    return Wish(**deed.decision.model_dump())


def _loaded(session: Session, call_id: str, user: Principal, pack: PackDep, zone: ZoneInfo) -> ShownCall:
    """With its case, and what was promised in it."""
    call, now = visible_call(session, user, call_id), utc_now()
    owed = promises_of(session, [call_id], now).get(call_id, [])
    lines = tuple(show_promise(promise_view(user, one, None, pack), zone, now) for one in owed)
    return replace(load_call(session, call_id, user.user_id, pack, zone), case=call.case_number, promises=lines)


def _not_ready(request: Request, user: Principal, row: CallRow) -> Response:
    if row.state == "failed":
        title, text = _("这段录音没能分析"), translated(row.failure_reason or N_("原因未知，可以重试。"))
    else:
        title, text = map(_, WAITING.get(row.state, (N_("还没有评分"), N_("请稍后再来看。"))))
    return render(
        request,
        "call_waiting.html",
        user,
        user.csrf_token or "",
        name=row.name,
        call_id=row.id,
        title=title,
        text=text,
        failed=row.state == "failed",
    )
