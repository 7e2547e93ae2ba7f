"""A quarter's report as the API tells it: every value in the unit that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.schemas.quarters import FindingView, FollowedView, MeasureView, QuarterLineView, QuarterView, ViolationView
from pipeline.storage.tables import QuarterFindingRow

if TYPE_CHECKING:
    from pipeline.reports.quarter.make import QuarterLine, QuarterReport


def quarter_view(report: QuarterReport) -> QuarterView:
    followed = [
        FollowedView(
            finding=finding_view(one.row),
            before=_times(one.before.value, one.measure.factor),
            now=_times(one.now.value, one.measure.factor),
            outcome=one.outcome,
        )
        for one in report.followed
    ]
    return QuarterView(
        quarter=report.quarter,
        before=report.before,
        by=report.by,
        whole=_line(report.whole),
        lines=[_line(line) for line in report.lines],
        followed=followed,
        notes=list(report.notes),
        violations=[ViolationView(title=v.title, failed=v.failed, before=v.before) for v in report.violations],
        findings=[finding_view(row) for row in report.findings],
    )


def finding_view(row: QuarterFindingRow) -> FindingView:
    same = ("id", "quarter", "title", "measure", "goal", "project", "fault_type")
    return FindingView(**{name: getattr(row, name) for name in same})


def _line(line: QuarterLine) -> QuarterLineView:
    from pipeline.reports.quarter.measures import MEASURES
    from pipeline.reports.quarter.words import shown

    measures = []
    for (name, measure), words in zip(MEASURES.items(), shown(line), strict=True):
        now, factor = line.now[name], measure.factor
        measures.append(
            MeasureView(
                measure=name,
                title=measure.title,
                unit=measure.unit,
                n=now.n,
                value=_times(now.value, factor),
                low=_times(now.low, factor),
                high=_times(now.high, factor),
                before=_times(line.before[name].value, factor),
                change=words.change,
            )
        )
    return QuarterLineView(label=line.label, measures=measures)


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else round(value * factor, 4)
