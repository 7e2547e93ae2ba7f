"""A report as a workbook: the table, and a sheet that says how to read it."""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.language import _
from pipeline.reports.cells import Cell, safe_cell
from pipeline.reports.report import Report
from pipeline.reports.table import rows
from pipeline.reports.words import period_words

_HEAD = PatternFill("solid", fgColor="E8EEF4")
_WIDEST = 40


def xlsx_bytes(report: Report) -> bytes:
    """The bytes of an .xlsx file."""
    book = Workbook()
    table = book.worksheets[0]
    table.title = report.title
    found = rows(report)
    fill(table, [list(found[0]) if found else [_("没有数据")], *(list(row.values()) for row in found)])
    dress(table)
    facts: list[list[Cell]] = [
        [_("报表"), report.title],
        [_("时间"), period_words(report)],
        [_("通话数"), report.calls],
    ]
    facts += [[note] for note in report.notes]
    fill(book.create_sheet(_("说明")), facts)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def fill(sheet: Worksheet, lines: list[list[Cell]]) -> None:
    """One row a line, text never as a formula."""
    for number, line in enumerate(lines, start=1):
        for column, value in enumerate(line, start=1):
            cell = sheet.cell(number, column)
            cell.value = safe_cell(value)
            if isinstance(value, str):
                cell.data_type = "s"  # never a formula, whatever it begins with


def dress(sheet: Worksheet) -> None:
    """A heading that stays, filters, and columns wide enough."""
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    for column, cells in enumerate(sheet.columns, start=1):
        widest = max(sum(2 if ord(c) > 0x2E7F else 1 for c in str(cell.value or "")) for cell in cells)
        sheet.column_dimensions[get_column_letter(column)].width = min(_WIDEST, widest + 2)
    for cell in sheet[1]:
        cell.font, cell.fill, cell.alignment = Font(bold=True), _HEAD, Alignment(wrap_text=True, vertical="top")
