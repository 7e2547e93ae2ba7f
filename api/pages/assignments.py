"""What was given out to be learnt: the trainer's list and progress, and the agent's own lessons."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.deps import Agent, Coach, PackDep, ReadSession, RowId, SettingsDep, WriteSession
from api.pages.coaching import render_tab
from api.pages.rendering import render
from api.pages.views.assignments import lesson_clips, show_assignment, show_lesson, show_progress
from api.pages.views.names import names_of
from api.parameters import LARGEST_ID
from api.views.assignments import assignment_items, assignment_view, consent_view, opened, own_assignments
from api.views.coaching import Clips
from pipeline.coaching import assignments
from pipeline.coaching.consent import Consent
from pipeline.storage.tables import UserRow, utc_now

router = APIRouter()
PAGE = 50


@router.get("/assignments")
def list_page(
    request: Request,
    user: Coach,
    session: ReadSession,
    settings: SettingsDep,
    before: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
) -> HTMLResponse:
    rows = assignments.all_assignments(session, user.team, before, PAGE + 1)
    zone = ZoneInfo(settings.timezone)
    shown = [show_assignment(item, zone) for item in assignment_items(session, rows[:PAGE], utc_now())]
    more = rows[PAGE - 1].id if len(rows) > PAGE else None
    return render_tab(request, "coaching/assignments.html", user, rows=shown, more=more)


@router.get("/assignments/{assignment_id}")
def progress_page(
    request: Request, assignment_id: RowId, user: Coach, session: ReadSession, pack: PackDep, settings: SettingsDep
) -> HTMLResponse:
    row = assignments.get_assignment(session, assignment_id, user.team)
    clips = Clips(session, pack, Consent.of(session, settings.share_clips))
    view = show_progress(assignment_view(session, row, clips, utc_now()), names_of(pack), ZoneInfo(settings.timezone))
    return render_tab(request, "coaching/assignment.html", user, view=view, collection=row.collection_id)


@router.get("/me/training")
def own_page(request: Request, user: Agent, session: ReadSession, pack: PackDep, settings: SettingsDep) -> HTMLResponse:
    zone, clips = ZoneInfo(settings.timezone), Clips(session, pack, Consent.of(session, settings.share_clips))
    known = own_assignments(session, user.agent_id or "", clips, utc_now())
    chosen = session.get_one(UserRow, user.user_id).shares_clips
    return render(
        request,
        "me/training.html",
        user,
        user.csrf_token or "",
        lessons=[show_lesson(own, zone) for own in known],
        consent=consent_view(chosen, settings.share_clips),
    )


@router.get("/me/training/{assignment_id}")
def lesson_page(
    request: Request, assignment_id: RowId, user: Agent, session: WriteSession, pack: PackDep, settings: SettingsDep
) -> HTMLResponse:
    clips = Clips(session, pack, Consent.of(session, settings.share_clips))
    view = opened(session, user, assignment_id, clips, utc_now())
    lesson = show_lesson(view, ZoneInfo(settings.timezone))
    return render(
        request, "me/lesson.html", user, user.csrf_token or "", lesson=lesson, clips=lesson_clips(view, names_of(pack))
    )
