"""A quarter's report as a workbook: an overview, the groups, violations, the findings, and how to read it."""

from __future__ import annotations

import io
from collections.abc import Iterable

from openpyxl import Workbook

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
        ("概览", _overview(report)),
        (f"按{GROUPED_BY[report.by]}", _groups(report)),
        ("常见问题", _violations(report)),
        ("上季度改进项", _followed(report)),
        ("本季度改进项", [["改进项", "指标", "目标", "项目", "故障类型"], *_asked(report)]),
    ]
    for place, (title, lines) in enumerate(sheets):
        sheet = book.worksheets[0] if place == 0 else book.create_sheet()
        sheet.title = title
        fill(sheet, lines)
        dress(sheet)
    facts: list[list[Cell]] = [["季度", report.quarter], ["相比", report.before], ["时区", report.timezone]]
    fill(book.create_sheet("说明"), facts + [[note] for note in report.notes])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _overview(report: QuarterReport) -> list[list[Cell]]:
    head: list[Cell] = ["指标", "单位", report.quarter, "下限", "上限", report.before, "变化"]
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
        head += [f"{measure.title}（{measure.unit}）", f"{measure.title} {report.before}"]
    return [head, *(_group(line) for line in report.lines)]


def _group(line: QuarterLine) -> list[Cell]:
    cells: list[Cell] = [line.label]
    for name, measure in MEASURES.items():
        cells += [_number(measure.factor, one.value) for one in (line.now[name], line.before[name])]
    return cells


def _violations(report: QuarterReport) -> list[list[Cell]]:
    head: list[Cell] = ["检查项", f"不合格 {report.quarter}", "占比%", f"不合格 {report.before}"]
    return [head, *([v.title, v.failed, _number(100.0, v.share.value), v.before] for v in report.violations)]


def _followed(report: QuarterReport) -> list[list[Cell]]:
    head: list[Cell] = ["改进项", "指标", "目标", report.before, report.quarter, "结果"]
    return [head, *(
        [f.row.title, f.measure.title, goal_words(f), _number(f.measure.factor, f.before.value),
         _number(f.measure.factor, f.now.value), OUTCOMES[f.outcome]] for f in report.followed
    )]  # fmt: skip


def _asked(report: QuarterReport) -> Iterable[list[Cell]]:
    for row in report.findings:
        yield [row.title, MEASURES[row.measure].title, row.goal, row.project, row.fault_type]


def _number(factor: float, value: float | Estimate | None) -> Cell:
    return round(float(value) * factor, 3) if isinstance(value, int | float) else None
