"""Recordings that could not be analysed, each with its reason."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.deps import ReadSession, Reviewer, SettingsDep
from api.pages.rendering import render
from api.pages.views.lists import failure_row
from pipeline.storage.call_order import Order, page
from pipeline.storage.call_search import CallFilter, select_calls
from pipeline.storage.tables import CallState

router = APIRouter(prefix="/failures")
PAGE = 200


@router.get("")
def show_failures(request: Request, user: Reviewer, session: ReadSession, settings: SettingsDep) -> Response:
    rows = page(session, select_calls(CallFilter(state=CallState.FAILED)), Order(), None, PAGE).rows
    zone = ZoneInfo(settings.timezone)
    shown = [failure_row(row, zone) for row in rows]
    return render(request, "failures.html", user, user.csrf_token or "", rows=shown, all=str(user.role) == "admin")
