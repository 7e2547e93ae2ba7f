"""Notes between reviewers and trainers: the latest threads of all calls."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.deps import PackDep, ReadSession, SettingsDep, Staff, TrailDep
from api.pages.rendering import render
from api.pages.views.notes import show_threads
from api.parameters import LARGEST_ID
from api.views.notes import note_views
from pipeline.review.notes import latest_threads, replies_to
from pipeline.storage.tables import UserRole

router = APIRouter(prefix="/notes")
PAGE = 50
Before = Annotated[int | None, Query(ge=1, le=LARGEST_ID)]


@router.get("")
def show_notes(
    request: Request,
    user: Staff,
    session: ReadSession,
    pack: PackDep,
    settings: SettingsDep,
    trail: TrailDep,
    before: Before = None,
) -> Response:
    rows = latest_threads(session, before, PAGE + 1)
    threads = note_views(session, user, rows[:PAGE], pack)
    replies = note_views(session, user, replies_to(session, rows[:PAGE]), pack)
    trail.note(user.user_id, "notes.viewed", "call", "many")
    return render(
        request,
        "notes.html",
        user,
        user.csrf_token or "",
        threads=show_threads(threads, replies, ZoneInfo(settings.timezone)),
        may_open=user.role is not UserRole.TRAINER,
        more=rows[PAGE - 1].id if len(rows) > PAGE else None,
    )
