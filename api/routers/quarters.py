"""The quarter's report as JSON, workbook, page or PDF, and the findings that it asks for."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Response

from api.deps import PlainText, ReadSession, Reviewer, RowId, SettingsDep, Staff, TrailDep, WriteSession
from api.schemas.quarters import FindingView, NewFinding, QuarterView
from api.views.quarters import finding_view, quarter_view
from pipeline.accounts import audit
from pipeline.storage.tables import utc_now

router = APIRouter(prefix="/quarters", tags=["季度报告"])
Quarter = Annotated[PlainText, Path(pattern="^[0-9]{4}[Qq][1-4]$", examples=["2026Q4"], description="季度")]
Form = Literal["json", "xlsx", "html", "pdf"]
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
}
_FILES: dict[int | str, dict[str, Any]] = {
    200: {"description": "季度报告", "content": {kind.split(";")[0]: {} for kind in TYPES.values()}}
}


@router.get("/{quarter}", response_model=QuarterView, responses=_FILES)
def get_quarter(
    quarter: Quarter,
    user: Staff,
    session: ReadSession,
    settings: SettingsDep,
    trail: TrailDep,
    by: Annotated[Literal["project", "fault_type"], Query(description="按项目或故障类型")] = "project",
    format: Form = "json",
) -> Any:
    """Calls, cases, promises, scores beside the quarter before; what became of the findings of that one."""
    from pipeline.reports.quarter.make import make_quarter  # with pandas, which a server needs only for this

    report = make_quarter(session, settings.timezone, quarter, by, utc_now())
    trail.note(user.user_id, "report.viewed", "quarter", report.quarter, by=by, format=format)
    if format == "json":
        return quarter_view(report)
    headers = {"Content-Disposition": f'attachment; filename="tingjian-{report.quarter}-{by}.{format}"'}
    return Response(_content(report, format), media_type=TYPES[format], headers=headers)


@router.post("/{quarter}/findings", status_code=201)
def post_finding(quarter: Quarter, given: NewFinding, user: Reviewer, session: WriteSession) -> FindingView:
    """Ask for something: the next quarter's report measures what became of it."""
    from pipeline.reports.quarter.findings import Wish, add_finding

    row = add_finding(session, Wish(quarter=quarter.upper(), **given.model_dump()), user.user_id)
    audit.note(session, user.user_id, "finding.asked", "finding", row.id, quarter=row.quarter)
    return finding_view(row)


@router.delete("/findings/{finding_id}", status_code=204)
def delete_finding(finding_id: RowId, user: Reviewer, session: WriteSession) -> None:
    """It is followed no more; the row stays."""
    from pipeline.reports.quarter.findings import withdraw_finding

    withdraw_finding(session, finding_id)
    audit.note(session, user.user_id, "finding.withdrawn", "finding", finding_id)


def _content(report: Any, format: str) -> bytes:
    """Raises NoPaper where this machine can't make a PDF."""
    if format == "xlsx":
        from pipeline.reports.quarter.book import xlsx_bytes

        return xlsx_bytes(report)
    from pipeline.reports.quarter.paper import html_bytes, pdf_bytes

    return html_bytes(report) if format == "html" else pdf_bytes(report)
