"""Quarterly reports and their findings, as the API tells them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.parameters import PlainText, ShortText
from pipeline.reports.quarter.findings import Outcome

_MEASURE: dict[str, Any] = {
    "measure": "kept_rate",
    "title": "承诺按时兑现",
    "unit": "%",
    "n": 42,
    "value": 88.1,
    "low": 75.0,
    "high": 94.8,
    "before": 80.0,
    "change": "+8.1（无法区分）",
}
_FINDING: dict[str, Any] = {
    "id": 3,
    "quarter": "2026Q3",
    "title": "法院项目按时回电",
    "measure": "kept_rate",
    "goal": 95.0,
    "project": "区法院打印设备租赁",
    "fault_type": None,
}


class MeasureView(BaseModel):
    """A measure in the unit that it is shown in, with its sample and its 95 % interval (null where there is none)."""

    model_config = ConfigDict(json_schema_extra={"example": _MEASURE})

    measure: str
    title: str
    unit: str
    n: int
    value: float | None
    low: float | None
    high: float | None
    before: float | None
    change: str


class QuarterLineView(BaseModel):
    model_config = ConfigDict(json_schema_extra={"example": {"label": "门诊楼网络维护", "measures": [_MEASURE]}})

    label: str
    measures: list[MeasureView]


class ViolationView(BaseModel):
    model_config = ConfigDict(json_schema_extra={"example": {"title": "结束语", "failed": 12, "before": 20}})

    title: str
    failed: int
    before: int


class FindingView(BaseModel):
    """What a quarter's report asks for."""

    model_config = ConfigDict(json_schema_extra={"example": _FINDING})

    id: int
    quarter: str
    title: str
    measure: str
    goal: float
    project: str | None
    fault_type: str | None


class FollowedView(BaseModel):
    """A finding of the quarter before: ``before`` and ``now`` are what was measured then and now."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"finding": _FINDING, "before": 80.0, "now": 88.1, "outcome": "open"}}
    )

    finding: FindingView
    before: float | None
    now: float | None
    outcome: Outcome


class QuarterView(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "quarter": "2026Q4",
                "before": "2026Q3",
                "by": "project",
                "whole": {"label": "合计", "measures": [_MEASURE]},
                "lines": [],
                "violations": [],
                "followed": [],
                "findings": [_FINDING],
                "notes": [],
            }
        }
    )

    quarter: str
    before: str
    by: str
    whole: QuarterLineView
    lines: list[QuarterLineView]
    violations: list[ViolationView]
    followed: list[FollowedView]
    findings: list[FindingView]
    notes: list[str]


class NewFinding(BaseModel):
    """A measure and the goal that it should reach, over all calls or those of a project, of a type of fault."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "title": "法院项目按时回电",
                "measure": "kept_rate",
                "goal": 95,
                "project": "区法院打印设备租赁",
            }
        },
    )

    title: Annotated[ShortText, StringConstraints(min_length=2)]
    measure: Annotated[PlainText, StringConstraints(max_length=40)]
    goal: float = Field(ge=0, le=1e6, allow_inf_nan=False, description="目标，单位与报告中的相同")
    project: ShortText | None = None
    fault_type: Annotated[ShortText, StringConstraints(max_length=80)] | None = None
