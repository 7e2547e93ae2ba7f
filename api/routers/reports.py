"""Reports: JSON for pages and programs, CSV and workbooks for spreadsheets, pictures of the trends."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from api.deps import PackDep, PlainText, ReadSession, SettingsDep, StaffOrLead, TrailDep
from api.schemas.reports import ReportView
from api.visibility import refuse_other_team
from pipeline.reports import Filter, Report, make_report
from pipeline.reports.csv_file import csv_bytes
from pipeline.storage.period import NamedPeriod, Period, iso_day, named_days

router = APIRouter(prefix="/reports", tags=["报表"])
By = Literal[
    "agent",
    "team",
    "queue",
    "project",
    "fault_type",
    "kind",
    "check",
    "week",
    "month",
    "quarter",
    "commitments",
    "quality",
]
Format = Literal["json", "csv", "xlsx", "png", "svg"]
Moment = Annotated[PlainText | None, Query(max_length=40, examples=["2026-03-01"], description="ISO 8601 日期或时刻")]
Name = Annotated[PlainText | None, Query(max_length=200)]
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
    "svg": "image/svg+xml",
}
_FILES: dict[int | str, dict[str, Any]] = {
    200: {"description": "报表", "content": {kind.split(";")[0]: {} for kind in TYPES.values()}}
}


@router.get("/{by}", response_model=ReportView, responses=_FILES)
def get_report(
    by: By,
    user: StaffOrLead,
    session: ReadSession,
    settings: SettingsDep,
    trail: TrailDep,
    pack: PackDep,
    format: Annotated[Format, Query(description="csv 和 xlsx 供下载，png 和 svg 是趋势图")] = "json",
    since: Moment = None,
    until: Moment = None,
    agent: Name = None,
    team: Name = None,
    kind: Name = None,
    period: NamedPeriod | None = None,
    order: Annotated[Literal["best", "worst"], Query(description="坐席、班组等按得分排列")] = "best",
) -> Any:
    """Averages with intervals and sample sizes; nobody is ranked by chance. A day given as `until` counts too.

    `quality` tells whether violations are found more often where the recogniser heard badly. Leads get their own
    team's.
    """
    first, last = named_days(period, settings.timezone)
    days = Period.of(settings.timezone, since or iso_day(first), until or iso_day(last))
    chosen = Filter(days, agent or None, refuse_other_team(user, team or None), kind or None)
    report = make_report(session, by, chosen, pack.kind_titles, worst_first=order == "worst")
    trail.note(user.user_id, "report.viewed" if format == "json" else "report.exported", "report", by, format=format)
    return ReportView.of(report) if format == "json" else _file(report, format)


def _file(report: Report, format: Format) -> Response:
    if format == "csv":
        content = csv_bytes(report)
    elif format == "xlsx":
        from pipeline.reports.xlsx_file import xlsx_bytes  # these take long to import, and are seldom asked for

        content = xlsx_bytes(report)
    else:
        from pipeline.reports.plot import plot_bytes

        content, _ = plot_bytes(report, "svg" if format == "svg" else "png")
    kind = "inline" if format in ("png", "svg") else "attachment"
    headers = {"Content-Disposition": f'{kind}; filename="tingjian-{report.by}.{format}"'}
    return Response(content, media_type=TYPES[format], headers=headers)
