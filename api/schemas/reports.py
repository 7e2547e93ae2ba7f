"""Reports as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from pipeline.reports import CheckLine, CommitmentLine, GroupLine, QualityLine, Report

_ESTIMATE: dict[str, Any] = {"n": 42, "value": 86.4, "low": 84.1, "high": 88.7}
_EXAMPLE: dict[str, Any] = {
    "by": "agent",
    "title": "坐席报表",
    "calls": 42,
    "timezone": "Asia/Shanghai",
    "since": "2026-03-01T16:00:00Z",
    "until": None,
    "notes": ["区间为 95% 置信区间；不足 10 通的不排名，区间重叠的不分先后"],
    "lines": [
        {
            "key": "A001",
            "label": "A001",
            "score": _ESTIMATE,
            "fatal": 0,
            "corrected": 2,
            "checks": [],
            "standing": {"text": "第 1 名", "rank": 1, "more_calls": None},
            "trend": {"direction": "unclear", "per_week": 0.1, "low": -0.4, "high": 0.6},
            "forbidden": {"n": 42, "value": 4.8, "low": 0.0, "high": 11.5},
            "weeks": [{"week": "2026-W10", "figure": _ESTIMATE}],
        }
    ],
}


class ReportView(BaseModel):
    """Every figure is an estimate: sample size, value, and the ends of its 95 % interval (null where n is too small).

    The lines are those of groups (agent, project, week …), of checks, of promises, or of the quality of the hearing.
    """

    model_config = ConfigDict(json_schema_extra={"example": _EXAMPLE})

    by: str
    title: str
    calls: int = Field(description="计入的通话数")
    timezone: str
    since: datetime | None
    until: datetime | None
    lines: list[GroupLine] | list[CheckLine] | list[QualityLine] | list[CommitmentLine]
    notes: list[str]

    @classmethod
    def of(cls, report: Report) -> ReportView:
        return cls(
            by=report.by,
            title=report.title,
            calls=report.calls,
            timezone=report.timezone,
            since=report.since,
            until=report.until,
            lines=list(report.lines),
            notes=list(report.notes),
        )
