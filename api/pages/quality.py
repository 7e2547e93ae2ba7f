"""Quality of the judges: machine against reviewers, and reviewers against each other."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.deps import CallId, PackDep, Principal, ReadSession, Reviewer, RowId, SettingsDep, TrailDep
from api.pages.rendering import render
from api.pages.views.names import VERDICTS, names_of
from api.pages.views.quality import (
    ANSWERS,
    show_agreement,
    show_blind,
    show_calibration,
    show_calibration_call,
    show_comparison,
)
from api.visibility import visible_call
from pipeline.checks.registry import checks
from pipeline.language import Words, _, translated
from pipeline.lexicon_lab import Standing, earned
from pipeline.lexicon_lab.opinions import opinions
from pipeline.lexicon_lab.trust import reviewed
from pipeline.review import calibration
from pipeline.review.agreement import agreement
from pipeline.storage.errors import NotInStore
from pipeline.storage.tables import CalibrationRow, CallRow, JudgementRow, RecordingRow, utc_now

router = APIRouter()
SESSIONS_SHOWN, CALLS_OFFERED = 100, 30
TABS = Words({"/quality": "机器与复核人", "/calibrations": "校准"})


@router.get("/quality")
def quality(
    request: Request,
    user: Reviewer,
    session: ReadSession,
    pack: PackDep,
    days: Annotated[int, Query(ge=1, le=730)] = 90,
) -> HTMLResponse:
    view = show_agreement(agreement(session, utc_now() - timedelta(days=days)), names_of(pack))
    trust = earned(pack, reviewed(opinions(session)))
    stopped = [(id, pack.phrases[id].phrases[0]) for id, one in trust.items() if one.standing is Standing.STOPPED]
    return _render(request, "quality/agreement.html", user, view=view, days=days, stopped=stopped)


@router.get("/calibrations")
def calibrations(request: Request, user: Reviewer, session: ReadSession, settings: SettingsDep) -> HTMLResponse:
    zone = ZoneInfo(settings.timezone)
    rows = session.scalars(select(CalibrationRow).order_by(CalibrationRow.id.desc()).limit(SESSIONS_SHOWN)).all()
    shown = [
        show_calibration(
            row, len(calibration.calls_of(session, row.id)), calibration.answers_of(session, row.id), user.user_id, zone
        )
        for row in rows
    ]
    newest = select(CallRow).where(CallRow.judgement_id.is_not(None)).order_by(CallRow.created_at.desc(), CallRow.id)
    offered = [show_calibration_call(call, False) for call in session.scalars(newest.limit(CALLS_OFFERED))]
    return _render(request, "quality/calibrations.html", user, rows=shown, offered=offered)


@router.get("/calibrations/{calibration_id}")
def calibration_page(
    request: Request, calibration_id: RowId, user: Reviewer, session: ReadSession, settings: SettingsDep
) -> HTMLResponse:
    """The calls to judge; once closed, how the judges compare."""
    row = calibration.get_calibration(session, calibration_id)
    answers = calibration.answers_of(session, row.id)
    calls = _calls(session, row.id)
    mine = {a.call_id for a in answers if a.user_id == user.user_id}
    line = show_calibration(row, len(calls), answers, user.user_id, ZoneInfo(settings.timezone))
    names = {call.id: call.name for call in calls}
    view = show_comparison(calibration.comparison(session, row.id), names) if row.closed_at else None
    return _render(
        request,
        "quality/calibration.html",
        user,
        line=line,
        view=view,
        calls=[show_calibration_call(call, call.id in mine) for call in calls],
    )


@router.get("/calibrations/{calibration_id}/calls/{call_id}")
def blind_page(
    request: Request, calibration_id: RowId, call_id: CallId, user: Reviewer, session: ReadSession, trail: TrailDep
) -> HTMLResponse:
    """One call to judge blind: its sound and its words, and nothing that the machine or others said."""
    row = calibration.get_calibration(session, calibration_id)
    chosen = next((c for c in calibration.calls_of(session, row.id) if c.call_id == call_id), None)
    if chosen is None:
        raise NotInStore(_("通话"), call_id)
    call = visible_call(session, user, call_id)
    kept = session.get(RecordingRow, call.sha256)
    mine = next(
        (
            a.verdicts
            for a in calibration.answers_of(session, row.id)
            if a.user_id == user.user_id and a.call_id == call_id
        ),
        {},
    )
    trail.note(user.user_id, "call.viewed", "call", call_id)
    return _render(
        request,
        "quality/blind.html",
        user,
        calibration=row,
        call=show_calibration_call(call, bool(mine)),
        mine=mine,
        lines=show_blind(session.get_one(JudgementRow, chosen.judgement_id).record),
        closed=row.closed_at is not None,
        checks=[(id, translated(one.title)) for id, one in checks().items()],
        answers=[(v, VERDICTS[v]) for v in ANSWERS],
        has_audio=kept is not None and kept.kind == "audio" and kept.deleted_at is None,
    )


def _calls(session: Session, calibration_id: int) -> list[CallRow]:
    ids = [c.call_id for c in calibration.calls_of(session, calibration_id)]
    return list(session.scalars(select(CallRow).where(CallRow.id.in_(ids)).order_by(CallRow.name, CallRow.id)))


def _render(request: Request, template: str, user: Principal, **view: object) -> HTMLResponse:
    here = "/calibrations" if request.url.path.startswith("/calibrations") else "/quality"
    shown: dict[str, object] = {"tabs": TABS.items(), "here": here, **view}
    return render(request, template, user, user.csrf_token or "", **shown)  # type: ignore[arg-type]
