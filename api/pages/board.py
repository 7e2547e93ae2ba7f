"""The board of the team lead: who and what stands where, with intervals instead of false precision."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.orm import Session

from api.deps import PackDep, ReadSession, SettingsDep, ShortText, StaffOrLead, UserRole
from api.pages.call_filters import PERIODS
from api.pages.rendering import render
from api.pages.views.board import TABS, Board, show_board
from api.visibility import refuse_other_team
from pipeline.cases.overdue import DueCount, due_counts
from pipeline.language import Words
from pipeline.reports import Filter, make_report
from pipeline.storage.period import NamedPeriod, Period, PeriodError, iso_day, named_days
from pipeline.storage.tables import utc_now

router = APIRouter()
Given = Annotated[ShortText, Query()]


WORST = "worst"
ORDERS = Words({WORST: "最差在前"})
MOST_COUNTED = 30  # agents whose open promises are listed
ORDERED = ("check", "commitments")  # these begin with the ones that are failed, or promised, most


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
    COMMITMENTS = "commitments"
    QUALITY = "quality"


@router.get("/board")
def board_start(user: StaffOrLead) -> RedirectResponse:
    return RedirectResponse("/board/agent", 303)


@router.get("/board/{by}")
def board(
    request: Request,
    user: StaffOrLead,
    session: ReadSession,
    settings: SettingsDep,
    pack: PackDep,
    by: By,
    since: Given = "",
    until: Given = "",
    agent: Given = "",
    team: Given = "",
    kind: Given = "",
    period: Given = "",
    order: Given = "",
) -> HTMLResponse:
    """``since`` and ``until`` are days; what is wrong with them is said beside the filter. ``period`` names them."""
    given = {
        "since": since,
        "until": until,
        "agent": agent,
        "team": team,
        "kind": kind,
        "period": period,
        "order": order,
    }
    asked = {k: v for k, v in given.items() if v}
    first, last = named_days(NamedPeriod(period) if period in set(NamedPeriod) else None, settings.timezone)
    shown, problem = None, ""
    try:
        days = Period.of(settings.timezone, since or iso_day(first), until or iso_day(last))
        chosen = Filter(days, agent or None, refuse_other_team(user, team or None), kind or None)
        report = make_report(session, by, chosen, pack.kind_titles, worst_first=order == WORST, with_checks=False)
        shown = show_board(report, asked, user.role is not UserRole.TRAINER)
    except PeriodError as error:
        problem = str(error)
    return render(
        request,
        "board.html",
        user,
        user.csrf_token or "",
        by=by,
        tabs=_tabs(asked),
        problem=problem,
        view=shown or Board(by, 0, 0, (), (), ""),
        asked=given,
        kinds=pack.kind_titles,
        periods=PERIODS.items(),
        orders=[] if by in ORDERED else ORDERS.items(),
        downloads=_downloads(by, asked),
        own_team=user.team,
        owed=_owed(session, by, settings.timezone, agent, refuse_other_team(user, team or None)),
    )


def _owed(session: Session, by: By, timezone: str, agent: str, team: str | None) -> list[DueCount]:
    """What waits at this moment, beside what became of the promises of the period."""
    if by is not By.COMMITMENTS:
        return []
    return due_counts(session, utc_now(), ZoneInfo(timezone), agent or None, team)[:MOST_COUNTED]


def _tabs(asked: dict[str, str]) -> list[tuple[str, str, str]]:
    query = f"?{urlencode(asked)}" if asked else ""
    return [(by, title, f"/board/{by}{query}") for by, title in TABS.items()]


def _downloads(by: str, asked: dict[str, str]) -> list[tuple[str, str]]:
    forms = (("csv", "CSV"), ("xlsx", "Excel"))
    return [(title, f"/api/v1/reports/{by}?{urlencode(asked | {'format': form})}") for form, title in forms]
