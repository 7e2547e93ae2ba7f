"""A report as CSV that a spreadsheet opens with a double click."""

from __future__ import annotations

import csv
import io

from pipeline.language import _
from pipeline.reports.cells import safe_cell
from pipeline.reports.report import Report
from pipeline.reports.table import rows


def csv_bytes(report: Report) -> bytes:
    """UTF-8 with a byte order mark, or Excel would not read the Chinese; lines end as RFC 4180 wants."""
    found = rows(report)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([safe_cell(heading) for heading in found[0]] if found else [_("没有数据")])
    writer.writerows([safe_cell(cell) for cell in row.values()] for row in found)
    return text.getvalue().encode("utf-8-sig")
