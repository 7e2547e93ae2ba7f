"""CSV, workbooks and pictures."""

import csv
import io
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font
from openpyxl import load_workbook

from pipeline.reports import GroupLine, Report
from pipeline.reports.cells import STARTS, safe_cell
from pipeline.reports.csv_file import csv_bytes
from pipeline.reports.figures import TOO_FEW, CheckFigure, Standing, Trend, WeekPoint
from pipeline.reports.lettering import PLAIN_FONT, Lettering
from pipeline.reports.plot import plot_bytes
from pipeline.reports.report import CheckLine, QualityBin, QualityLine
from pipeline.reports.xlsx_file import xlsx_bytes
from pipeline.statistics.estimate import Estimate

WEEKS = tuple(WeekPoint(f"2026-W4{n}", Estimate(12, 70.0 + n, 68.0 + n, 72.0 + n)) for n in range(1, 6))
RATE = Estimate(20, 0.8, 0.6, 0.9)
CHECK = CheckFigure("greeting", "问候与自报", RATE, 16, 4)


def line(label="A001"):
    return GroupLine(
        label,
        label,
        Estimate(20, 82.0, 80.0, 84.0),
        Standing("第 1 名", 1),
        Trend("up", 1.0, 0.5, 1.5),
        Estimate(20, 5.0, 0.0, 10.0),
        1,
        2,
        (CHECK,),
        WEEKS,
    )


def report(*lines, by="agent"):
    return Report(by, "坐席报表", 20, "Asia/Shanghai", datetime(2026, 11, 1, tzinfo=UTC), None, lines, ("区间",))


EVERY = {
    "agent": report(line(), line("=HYPERLINK(1)")),
    "team": report(line("一组"), by="team"),
    "week": report(line("2026-W41"), line("2026-W42"), by="week"),
    "check": report(CheckLine(CHECK, Standing(""), TOO_FEW, WEEKS), by="check"),
    "quality": report(
        QualityLine(
            "confidence",
            "识别置信度",
            False,
            RATE,
            "未发现关联",
            (QualityBin("0.5–0.6", RATE), QualityBin("0.6–0.7", RATE)),
        ),
        by="quality",
    ),
}


@pytest.mark.parametrize("start", STARTS)
def test_what_a_spreadsheet_would_run_is_made_text(start):
    assert safe_cell(f"{start}1+1") == f"'{start}1+1"
    assert safe_cell(f" {start}1+1") == f"' {start}1+1"


def test_numbers_and_harmless_text_stay_as_they_are():
    assert [safe_cell(v) for v in (-1.5, 3, None, "一组", "A-1", "")] == [-1.5, 3, None, "一组", "A-1", ""]


@given(st.text(max_size=30))
def test_no_cell_ever_begins_like_a_formula(text):
    assert not str(safe_cell(text)).startswith(STARTS)


def test_csv_is_what_excel_opens_in_chinese():
    content = csv_bytes(EVERY["agent"])
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0]["坐席"] == "A001"
    assert rows[0]["平均分"] == "82.0"
    assert rows[0]["问候与自报合格率%上限"] == "90.0"
    assert rows[1]["坐席"] == "'=HYPERLINK(1)"


def test_a_workbook_holds_text_and_numbers_but_no_formula():
    book = load_workbook(io.BytesIO(xlsx_bytes(EVERY["agent"])))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert book["坐席报表"]["C2"].value == 82.0
    assert "2026-11-01" in book["说明"]["B2"].value


def test_characters_that_no_workbook_holds_are_left_out():
    book = load_workbook(io.BytesIO(xlsx_bytes(report(line("A\x00\x0b=1")))))
    assert book["坐席报表"]["A2"].value == "A=1"


@pytest.mark.parametrize("by", EVERY)
def test_empty_and_full_reports_can_be_written_every_way(by):
    for made in (EVERY[by], report(by=by)):
        assert csv_bytes(made)
        assert xlsx_bytes(made).startswith(b"PK")
        assert plot_bytes(made, "png")[0].startswith(b"\x89PNG")


@pytest.mark.parametrize("by", EVERY)
def test_the_same_report_is_the_same_picture(by):
    first, second = (plot_bytes(EVERY[by], "svg")[0] for _ in range(2))
    assert first == second
    assert ElementTree.fromstring(first).tag.endswith("svg")


@pytest.mark.parametrize("by", EVERY)
def test_without_a_chinese_font_labels_need_none_and_it_is_said(by, recwarn):
    path = font_manager.findfont(PLAIN_FONT)  # has no Chinese
    content, notes = plot_bytes(EVERY[by], "png", Lettering(path, frozenset(FT2Font(path).get_charmap())))
    assert content.startswith(b"\x89PNG")
    assert "没有中文字体" in notes[0]
    assert ("图中 line 1 是「一组」" in notes) == (by == "team")
    assert not [w for w in recwarn if "Glyph" in str(w.message)]


def test_labels_of_a_font_that_lacks_them_are_replaced_one_by_one():
    letters = Lettering("", frozenset(map(ord, "A01 line")))
    assert letters.names(["A01", "一组"], "line") == (["A01", "line 2"], ["图中 line 2 是「一组」"])


def test_only_so_many_lines_are_drawn_and_the_rest_is_told():
    _, notes = plot_bytes(report(*(line(f"A{n:03d}") for n in range(11))), "svg")
    assert any("另有 3 条" in note for note in notes)
