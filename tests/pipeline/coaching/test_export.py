"""The zip of a collection."""

import csv
import io
import re
import zipfile

import pytest

from pipeline.coaching import export
from pipeline.coaching.export import ExportedClip, ExportTooBig, export_zip, index_page, table
from pipeline.language import speaking
from tests.api.pages.english import chinese_in

LINES = [{"role": "agent", "index": 1, "start": 1.0, "end": 2.0, "text": "<script>alert(1)</script>"}]
SHOWN = {"call_id": "ab12", "good": False, "start": 1.0, "end": 2.0, "lines": LINES}
CLIP = ExportedClip("服务禁语", SHOWN, "+cmd|' /C calc'!A0", b"OggS", "=HYPERLINK(1)")


def test_the_page_stands_alone_and_runs_nothing():
    page = index_page("<b>集</b>", "说明", [CLIP])
    assert "<script" not in page
    assert "<b>" not in page
    assert not re.search(r"https?://|@import|url\(", page)
    assert 'lang="zh-CN"' in page
    assert "clips/001.ogg" in page


def test_no_cell_is_a_formula():
    rows = list(csv.reader(io.StringIO(table([CLIP]).decode("utf-8-sig"))))
    assert len(rows) == 2
    assert not [cell for cell in rows[1] if cell.startswith(("=", "+", "-", "@"))]


def test_the_same_collection_is_the_same_zip():
    first = export_zip("集", "", [CLIP])
    assert first == export_zip("集", "", [CLIP])
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.namelist() == ["index.html", "clips.csv", "clips/001.ogg"]


def test_an_empty_collection_says_so():
    assert "还没有片段" in index_page("集", "", [])


def test_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(export, "MOST_BYTES", 3)
    with pytest.raises(ExportTooBig):
        export_zip("集", "", [CLIP])


def test_reason_wording_and_words_to_look_at():
    marked = SHOWN | {
        "reason": "推诿<b>",
        "suggestion": "我来登记",
        "good": False,
        "lines": [{"role": "agent", "index": 1, "start": 1.0, "end": 2.0, "text": "这<不归我管>吧", "marks": [[1, 7]]}],
    }
    page = index_page("集", "", [ExportedClip("服务禁语", marked, "", None)], left_out=2)
    assert "这<u>&lt;不归我管&gt;</u>吧" in page
    assert "原因：推诿&lt;b&gt;" in page
    assert "建议说法：我来登记" in page
    assert "另有 2 段" in page
    (_, row) = csv.reader(io.StringIO(table([ExportedClip("服务禁语", marked, "", None)]).decode("utf-8-sig")))
    assert {"<不归我管>", "推诿<b>", "我来登记"} <= set(row)


def test_in_english_only_the_call_and_the_pack_are_chinese():
    told = SHOWN | {"reason": "推诿", "suggestion": "我来登记", "lines": [LINES[0] | {"text": "不归我管"}]}
    clips = [ExportedClip("Forbidden language", told, "请看", None, "推脱语言")]
    with speaking("en"):
        page = index_page("Refusals", "", clips, left_out=1)
        empty = index_page("Refusals", "", [])
        rows = list(csv.reader(io.StringIO(table(clips).decode("utf-8-sig"))))
    assert 'lang="en"' in page
    assert "1 clip was left out" in page
    assert list(chinese_in(page + empty, ("推诿", "我来登记", "请看", "推脱语言"))) == []
    assert not re.search("[\u4e00-\u9fff]", "".join(rows[0]))
    assert rows[1][7] == "Agent: 不归我管"
