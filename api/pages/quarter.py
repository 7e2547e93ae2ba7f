"""The quarter's report as a page."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.deps import PlainText, ReadSession, SettingsDep, Staff, TrailDep, UserRole
from api.pages.rendering import render
from pipeline.language import Words
from pipeline.storage.period import quarter_name
from pipeline.storage.tables import utc_now

router = APIRouter(prefix="/quarters")
QUARTERS_OFFERED = 6
BYS = Words({"project": "按项目", "fault_type": "按故障类型"})


@router.get("")
def this_quarter(user: Staff, settings: SettingsDep) -> RedirectResponse:
    return RedirectResponse(f"/quarters/{_latest(ZoneInfo(settings.timezone))[0]}", 303)


@router.get("/{quarter}")
def quarter_page(
    request: Request,
    quarter: Annotated[PlainText, Path(pattern="^[0-9]{4}Q[1-4]$")],
    user: Staff,
    session: ReadSession,
    settings: SettingsDep,
    trail: TrailDep,
    by: Annotated[str, Query(pattern="^(project|fault_type)$")] = "project",
) -> HTMLResponse:
    from pipeline.reports.quarter.make import GROUPED_BY, make_quarter  # with pandas
    from pipeline.reports.quarter.measures import MEASURES
    from pipeline.reports.quarter.words import OUTCOMES, goal_words, shown, value_words

    report = make_quarter(session, settings.timezone, quarter, by, utc_now())
    trail.note(user.user_id, "report.viewed", "quarter", report.quarter, by=by)
    followed = [
        (
            one.row.title,
            one.measure.title,
            goal_words(one),
            value_words(one.measure, one.before),
            value_words(one.measure, one.now),
            OUTCOMES[one.outcome],
            str(one.outcome),
        )
        for one in report.followed
    ]
    return render(
        request,
        "quarter.html",
        user,
        user.csrf_token or "",
        at="/board",
        report=report,
        by=by,
        bys=BYS.items(),
        quarters=_latest(ZoneInfo(settings.timezone)),
        grouped=GROUPED_BY[by],
        whole=shown(report.whole),
        headings=[m.title for m in MEASURES.values()],
        lines=[(one.label, shown(one)) for one in report.lines],
        followed=followed,
        tones={"solved": "good", "worse": "bad", "open": "doubt", "unknown": "process"},
        asked=[(row, MEASURES[row.measure]) for row in report.findings],
        measures=[(name, m.named) for name, m in MEASURES.items() if m.lower_is_better is not None],
        may_ask=user.role is not UserRole.TRAINER,
    )


def _latest(zone: ZoneInfo) -> list[str]:
    """The names of the latest quarters, this one first."""
    names: list[str] = []
    day: date = datetime.now(zone).date()
    while len(names) < QUARTERS_OFFERED:
        names.append(quarter_name(day))
        month = day.month - (day.month - 1) % 3
        day = date(day.year - (month == 1), 12 if month == 1 else month - 1, 1)
    return names
