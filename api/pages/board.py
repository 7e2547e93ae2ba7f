"""The board of the team lead: who and what stands where, with intervals instead of false precision."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.deps import PackDep, ReadSession, SettingsDep, ShortText, Staff, UserRole
from api.pages.rendering import render
from api.pages.views.board import TABS, Board, show_board
from pipeline.reports import Filter, make_report
from pipeline.storage.period import Period, PeriodError

router = APIRouter()
Given = Annotated[ShortText, Query()]


class By(StrEnum):
    AGENT = "agent"
    TEAM = "team"
    QUEUE = "queue"
    PROJECT = "project"
    FAULT_TYPE = "fault_type"
    KIND = "kind"
    CHECK = "check"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    QUALITY = "quality"


@router.get("/board")
def board_start(user: Staff) -> RedirectResponse:
    return RedirectResponse("/board/agent", 303)


@router.get("/board/{by}")
def board(request: Request, user: Staff, session: ReadSession, settings: SettingsDep, pack: PackDep, by: By,
          since: Given = "", until: Given = "", agent: Given = "", team: Given = "",
          kind: Given = "") -> HTMLResponse:  # fmt: skip
    """``since`` and ``until`` are days; what is wrong with them is said beside the filter."""
    asked = {k: v for k, v in {"since": since, "until": until, "agent": agent, "team": team, "kind": kind}.items() if v}
    shown, problem = None, ""
    try:
        period = Period.of(settings.timezone, since or None, until or None)
        chosen = Filter(period, agent or None, team or None, kind or None)
        shown = show_board(make_report(session, by, chosen, pack.kind_titles), asked, user.role is not UserRole.TRAINER)
    except PeriodError as error:
        problem = str(error)
    return render(
        request, "board.html", user, user.csrf_token or "", by=by, tabs=_tabs(asked), problem=problem,
        view=shown or Board(by, 0, 0, (), (), ""),
        asked={"since": since, "until": until, "agent": agent, "team": team, "kind": kind},
        kinds=pack.kind_titles, downloads=_downloads(by, asked),
    )  # fmt: skip


def _tabs(asked: dict[str, str]) -> list[tuple[str, str, str]]:
    query = f"?{urlencode(asked)}" if asked else ""
    return [(by, title, f"/board/{by}{query}") for by, title in TABS]


def _downloads(by: str, asked: dict[str, str]) -> list[tuple[str, str]]:
    forms = (("csv", "CSV"), ("xlsx", "Excel"))
    return [(title, f"/api/v1/reports/{by}?{urlencode(asked | {'format': form})}") for form, title in forms]
