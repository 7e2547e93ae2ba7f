"""Recordings by drag and drop: the page asks the API to take each of them in, and tells how far it is."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy import select
from starlette.responses import Response

from api.deps import ReadSession, Reviewer, SettingsDep
from api.pages.rendering import render
from pipeline.storage.tables import CallRow

router = APIRouter(prefix="/uploads")
MOST_NAMES = 500  # suggested


@router.get("")
def show_uploads(request: Request, user: Reviewer, session: ReadSession, settings: SettingsDep) -> Response:
    known = {}
    for name in ("agent_id", "team"):
        column = getattr(CallRow, name)
        names = select(column).where(column.is_not(None)).distinct().order_by(column).limit(MOST_NAMES)
        known[name] = list(session.scalars(names))
    return render(
        request,
        "uploads.html",
        user,
        user.csrf_token or "",
        at="/calls",
        agents=known["agent_id"],
        teams=known["team"],
        most_megabytes=f"{settings.max_megabytes:g}",
    )
