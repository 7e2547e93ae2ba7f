"""The agent's pages: own scores, one's own scorecards, appeals."""

from __future__ import annotations

from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from api.deps import Agent, CallId, PackDep, Principal, ReadSession, SettingsDep, TrailDep
from api.pages.appeal_targets import about_appeal
from api.pages.own_calls import OwnCall, own_appeals, own_calls, own_result, withdrawn_calls
from api.pages.rendering import render
from api.pages.views.cases import show_promise
from api.pages.views.names import Names, names_of
from api.pages.views.own import (
    OwnSentence,
    OwnWithdrawal,
    appeal_until,
    sentences_of,
    show_appeal,
    show_own_card,
    show_summary,
    show_withdrawn,
)
from api.views.cases import promise_view
from pipeline.cases.file import promises_of
from pipeline.lexicon import Pack
from pipeline.review.wording import suggestion_for
from pipeline.storage.tables import utc_now

router = APIRouter(prefix="/me")
ROWS_SHOWN, CALLS_QUOTED, SENTENCES_SHOWN = 8, 6, 6


@router.get("")
def summary(request: Request, user: Agent, session: ReadSession, pack: PackDep, settings: SettingsDep) -> HTMLResponse:
    zone, names = ZoneInfo(settings.timezone), names_of(pack)
    known = own_calls(session, user.agent_id or "")
    appealed = {
        call.id: row.state
        for row, call in reversed(own_appeals(session, user.agent_id or ""))
        if row.state != "withdrawn"
    }
    quoted = _sentences(session, user, known, pack, names, zone)
    view = show_summary(
        [(own.call, own.card) for own in known],
        quoted,
        appealed,
        names,
        zone,
        ROWS_SHOWN,
        _withdrawn(session, user, pack, zone),
    )
    return _render(request, "me/summary.html", user, view)


@router.get("/calls")
def calls(request: Request, user: Agent, session: ReadSession, pack: PackDep, settings: SettingsDep) -> HTMLResponse:
    """Every scorecard that was published."""
    zone, known = ZoneInfo(settings.timezone), own_calls(session, user.agent_id or "")
    appealed = {
        call.id: row.state
        for row, call in reversed(own_appeals(session, user.agent_id or ""))
        if row.state != "withdrawn"
    }
    pairs = [(own.call, own.card) for own in known]
    view = show_summary(pairs, (), appealed, names_of(pack), zone, len(pairs), _withdrawn(session, user, pack, zone))
    return _render(request, "me/calls.html", user, view)


@router.get("/calls/{call_id}")
def scorecard(
    request: Request,
    call_id: CallId,
    user: Agent,
    session: ReadSession,
    pack: PackDep,
    settings: SettingsDep,
    trail: TrailDep,
) -> HTMLResponse:
    zone, names = ZoneInfo(settings.timezone), names_of(pack)
    gone = [show_withdrawn(*one, zone) for one in withdrawn_calls(session, user, pack) if one[0].id == call_id]
    if gone:
        return _render(request, "me/withdrawn.html", user, gone[0])
    own = own_result(session, user, call_id, pack)
    appeals = [
        show_appeal(row, call, about_appeal(session, row, names), zone)
        for row, call in own_appeals(session, user.agent_id or "")
        if call.id == call_id
    ]
    view = show_own_card(
        own.call,
        own.card,
        own.record,
        own.lines,
        own.effective,
        appeals,
        names,
        zone,
        appeal_until(own.card, settings.appeal_days),
        utc_now(),
        own.has_audio,
        partial(suggestion_for, pack),
        own.comment,
        own.version,
    )
    trail.note(user.user_id, "call.viewed", "call", call_id)
    now = utc_now()
    owed = promises_of(session, [call_id], now).get(call_id, [])
    promises = [show_promise(promise_view(user, one, None, pack), zone, now) for one in owed]
    return _render(request, "me/card.html", user, view, promises=promises)


@router.get("/appeals")
def appeals(request: Request, user: Agent, session: ReadSession, pack: PackDep, settings: SettingsDep) -> HTMLResponse:
    zone, names = ZoneInfo(settings.timezone), names_of(pack)
    shown = [
        show_appeal(row, call, about_appeal(session, row, names), zone)
        for row, call in own_appeals(session, user.agent_id or "")
    ]
    return _render(request, "me/appeals.html", user, shown)


def _withdrawn(session: Session, user: Principal, pack: Pack, zone: ZoneInfo) -> list[OwnWithdrawal]:
    return [show_withdrawn(*one, zone) for one in withdrawn_calls(session, user, pack)]


def _sentences(
    session: Session, user: Principal, known: list[OwnCall], pack: Pack, names: Names, zone: ZoneInfo
) -> list[OwnSentence]:
    """Of the latest calls, each better wording once."""
    found: dict[str, OwnSentence] = {}
    suggest = partial(suggestion_for, pack)
    for own in known[:CALLS_QUOTED]:
        result = own_result(session, user, own.call.id, pack)
        texts = result.record.texts()
        for sentence in sentences_of(result.call, texts, result.effective, names, zone, result.has_audio, suggest):
            if sentence.suggestion:
                found.setdefault(sentence.suggestion, sentence)
    return list(found.values())[:SENTENCES_SHOWN]


def _render(request: Request, template: str, user: Principal, view: object, **more: Any) -> HTMLResponse:
    return render(request, template, user, user.csrf_token or "", view=view, **more)
