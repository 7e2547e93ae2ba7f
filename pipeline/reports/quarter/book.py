"""A quarter's report as a workbook: an overview, the groups, violations, the findings, and how to read it."""

from __future__ import annotations

import io
from collections.abc import Iterable

from openpyxl import Workbook

from pipeline.language import _
from pipeline.reports.cells import Cell
from pipeline.reports.quarter.make import GROUPED_BY, QuarterLine, QuarterReport
from pipeline.reports.quarter.measures import MEASURES
from pipeline.reports.quarter.words import OUTCOMES, goal_words, shown
from pipeline.reports.xlsx_file import dress, fill
from pipeline.statistics.estimate import Estimate


def xlsx_bytes(report: QuarterReport) -> bytes:
    """The bytes of an .xlsx file; values are numbers in the unit that the heading names."""
    book = Workbook()
    sheets: list[tuple[str, list[list[Cell]]]] = [
        (_("概览"), _overview(report)),
        (_("按%(grouped)s", grouped=GROUPED_BY[report.by]), _groups(report)),
        (_("常见问题"), _violations(report)),
        (_("上季度改进项"), _followed(report)),
        (_("本季度改进项"), [[_("改进项"), _("指标"), _("目标"), _("项目"), _("故障类型")], *_asked(report)]),
    ]
    for place, (title, lines) in enumerate(sheets):
        sheet = book.worksheets[0] if place == 0 else book.create_sheet()
        sheet.title = title
        fill(sheet, lines)
        dress(sheet)
    facts: list[list[Cell]] = [[_("季度"), report.quarter], [_("相比"), report.before], [_("时区"), report.timezone]]
    fill(book.create_sheet(_("说明")), facts + [[note] for note in report.notes])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _overview(report: QuarterReport) -> list[list[Cell]]:
    head: list[Cell] = [_("指标"), _("单位"), report.quarter, _("下限"), _("上限"), report.before, _("变化")]
    lines = [head]
    for (name, measure), words in zip(MEASURES.items(), shown(report.whole), strict=True):
        now, before = report.whole.now[name], report.whole.before[name]
        ends = (_number(measure.factor, value) for value in (now.value, now.low, now.high, before.value))
        value, low, high, was = ends
        lines.append([measure.title, measure.unit, value, low, high, was, words.change])
    return lines


def _groups(report: QuarterReport) -> list[list[Cell]]:
    head: list[Cell] = [GROUPED_BY[report.by]]
    for measure in MEASURES.values():
        head += [measure.named, f"{measure.title} {report.before}"]
    return [head, *(_group(line) for line in report.lines)]


def _group(line: QuarterLine) -> list[Cell]:
    cells: list[Cell] = [line.label]
    for name, measure in MEASURES.items():
        cells += [_number(measure.factor, one.value) for one in (line.now[name], line.before[name])]
    return cells


def _violations(report: QuarterReport) -> list[list[Cell]]:
    failed = [_("不合格 %(quarter)s", quarter=quarter) for quarter in (report.quarter, report.before)]
    head: list[Cell] = [_("检查项"), failed[0], _("占比%%"), failed[1]]
    return [head, *([v.title, v.failed, _number(100.0, v.share.value), v.before] for v in report.violations)]


def _followed(report: QuarterReport) -> list[list[Cell]]:
    head: list[Cell] = [_("改进项"), _("指标"), _("目标"), report.before, report.quarter, _("结果")]
    return [
        head,
        *(
            [
                f.row.title,
                f.measure.title,
                goal_words(f),
                _number(f.measure.factor, f.before.value),
                _number(f.measure.factor, f.now.value),
                OUTCOMES[f.outcome],
            ]
            for f in report.followed
        ),
    ]


def _asked(report: QuarterReport) -> Iterable[list[Cell]]:
    for row in report.findings:
        yield [row.title, MEASURES[row.measure].title, row.goal, row.project, row.fault_type]


def _number(factor: float, value: float | Estimate | None) -> Cell:
    return round(float(value) * factor, 3) if isinstance(value, int | float) else None
