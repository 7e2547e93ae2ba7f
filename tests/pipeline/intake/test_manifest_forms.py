"""Lists of calls as spreadsheets and telephone systems write them."""

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import Workbook

from pipeline.domain.call import Direction
from pipeline.errors import ManifestError
from pipeline.intake.conventions import Conventions
from pipeline.intake.manifest import Manifest, ManifestRow, read_manifest
from pipeline.intake.manifest import tables as module
from pipeline.intake.vocabulary import vocabulary

RECORDING = Path("a.wav")
NAIVE = dt.datetime.fromisoformat("2024-01-05T09:03:00")  # a cell has no zone
HEADINGS = [
    "录音文件",
    "通话编号",
    "坐席工号",
    "班组",
    "技能组",
    "呼叫方向",
    "主叫号码",
    "开始时间",
    "振铃时长",
    "项目",
    "故障类型",
]


def row_of(tmp_path: Path, heading: str, value: str) -> tuple[ManifestRow, tuple[str, ...]]:
    """What a CSV says that has this one column besides the recording."""
    path = tmp_path / "m.csv"
    path.write_text(f'录音文件,{heading}\na.wav,"{value}"\n', encoding="utf-8")
    manifest = read_manifest(path, [RECORDING])
    return manifest.rows[RECORDING], manifest.warnings


def workbook(path: Path, *rows: list[object], title: bool = False) -> Manifest:
    book = Workbook()
    sheet = book.active
    if title:
        sheet.append(["2024年1月通话清单"])
    for row in rows:
        sheet.append(row)
    book.save(path)
    return read_manifest(path, [RECORDING])


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2024/1/5 9:03", "2024-01-05T09:03:00+08:00"),
        ("2024-01-05 09:03:07", "2024-01-05T09:03:07+08:00"),
        ("2024.1.5 9:03", "2024-01-05T09:03:00+08:00"),
        ("2024年1月5日", "2024-01-05T00:00:00+08:00"),
        ("2024年1月5日 9时03分07秒", "2024-01-05T09:03:07+08:00"),
        ("2024年1月5日9:03", "2024-01-05T09:03:00+08:00"),
        ("２０２４／１／５　９：０３", "2024-01-05T09:03:00+08:00"),
        ("2024/1/5 下午 3:03", "2024-01-05T15:03:00+08:00"),
        ("2024/1/5 上午 12:03", "2024-01-05T00:03:00+08:00"),
        ("2024/1/5 3:03:07 PM", "2024-01-05T15:03:07+08:00"),
        ("20240105 090307", "2024-01-05T09:03:07+08:00"),
        ("20240105090307", "2024-01-05T09:03:07+08:00"),
        ("45296.377164352", "2024-01-05T09:03:07+08:00"),
        ("2024-01-05T09:03:07Z", "2024-01-05T09:03:07+00:00"),
        ("2024-01-05 09:03:07.250 +0900", "2024-01-05T09:03:07.250000+09:00"),
    ],
)
def test_dates(tmp_path, written, expected):
    row, warnings = row_of(tmp_path, "开始时间", written)
    assert (row.started_at, warnings) == (expected, ())


@pytest.mark.parametrize(
    "written", ["1/5/2024 9:03", "24/1/5", "2024/13/5", "2024/1/5 25:00", "昨天", "9:03", "0001-01-01"]
)
def test_what_is_no_date_is_left_out_and_said(tmp_path, written):
    row, warnings = row_of(tmp_path, "开始时间", written)
    assert row.started_at is None
    assert warnings == ("m.csv 第 2 行：started_at 不是能识别的时间（例如 2024-01-05 09:03），已忽略",)


@pytest.mark.parametrize(
    ("heading", "written", "expected"),
    [
        ("振铃时长", "00:00:12", 12.0),
        ("振铃时长", "0:12", 12.0),
        ("振铃时长", "1:02:03", 3723.0),
        ("振铃时长", "12", 12.0),
        ("振铃时长", "12.5秒", 12.5),
        ("振铃时长", "1分05秒", 65.0),
        ("振铃时长", "2分钟", 120.0),
        ("振铃时长", "800ms", 0.8),
        ("振铃时长", "１２", 12.0),
        ("振铃时长（毫秒）", "12500", 12.5),
        ("振铃时长(分钟)", "0.5", 30.0),
        ("振铃时长（秒）", "7", 7.0),
    ],
)
def test_durations(tmp_path, heading, written, expected):
    row, warnings = row_of(tmp_path, heading, written)
    assert (row.ring_seconds, warnings) == (expected, ())


@pytest.mark.parametrize("written", ["-1", "nan", "90000", "很久", "1:2:3:4"])
def test_what_is_no_duration_is_left_out_and_said(tmp_path, written):
    row, warnings = row_of(tmp_path, "振铃时长", written)
    assert row.ring_seconds is None
    assert len(warnings) == 1


@pytest.mark.parametrize(
    ("heading", "written", "fact", "expected"),
    [
        ("主叫号码", "'013800138000", "customer_number", "013800138000"),
        ("坐席工号", '=""0012""', "agent_id", "0012"),
        ("工号", "1001.0", "agent_id", "1001"),
        ("班组", "\u00a0早班 ", "team", "早班"),
        ("班组", "1.5班", "team", "1.5班"),
        ("呼叫方向", "呼入", "direction", Direction.INBOUND),
        ("呼入/呼出", "去电", "direction", Direction.OUTBOUND),
        ("坐席声道", "右声道", "agent_channel", 1),
        ("挂机方", "客户挂机", "hung_up_by", "customer"),
        ("项目", "一号线", "project", "一号线"),
        ("故障 类型", "网络", "fault_type", "网络"),
    ],
)
def test_words_and_numbers(tmp_path, heading, written, fact, expected):
    row, warnings = row_of(tmp_path, heading, written)
    assert (getattr(row, fact), warnings) == (expected, ())


def test_digits_that_a_spreadsheet_has_lost_are_not_guessed(tmp_path):
    row, [warning] = row_of(tmp_path, "主叫号码", "1.38001E+10")
    assert row.customer_number is None
    assert "位数已丢失" in warning


@pytest.mark.parametrize(("direction", "expected"), [("呼入", "139"), ("呼出", "400"), ("", "139")])
def test_which_number_is_the_customers_depends_on_the_direction(tmp_path, direction, expected):
    path = tmp_path / "m.csv"
    path.write_text(f"录音文件,主叫号码,被叫号码,呼叫方向\na.wav,139,400,{direction}\n", encoding="gb18030")
    assert read_manifest(path, [RECORDING]).rows[RECORDING].customer_number == expected


@pytest.mark.parametrize(
    ("started", "answered", "expected"),
    [
        ("2024/1/5 9:03:00", "9:03:07", 7.0),
        ("2024/1/5 9:03:00", "00:00:07", 7.0),
        ("2024/1/5 9:03", "2024/1/5 9:04", 60.0),
        ("", "00:00:07", 7.0),
        ("45296.377083333", "45296.377164352", 7.0),
    ],
)
def test_answered_at_is_a_time_of_day_a_moment_or_a_duration(tmp_path, started, answered, expected):
    path = tmp_path / "m.csv"
    path.write_text(f"录音文件,开始时间,接听时间\na.wav,{started},{answered}\n", encoding="utf-8")
    assert read_manifest(path, [RECORDING]).rows[RECORDING].answered_at == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(tmp_path, encoding, separator):
    path = tmp_path / "m.csv"
    path.write_bytes("通话清单\r\n\r\n录音文件,坐席工号\r\na.wav,甲一\r\n".replace(",", separator).encode(encoding))
    manifest = read_manifest(path, [RECORDING])
    assert (manifest.rows[RECORDING].agent_id, manifest.warnings) == ("甲一", ())


def test_a_workbook_as_excel_writes_it(tmp_path):
    values = [
        "D:\\录音\\a.wav",
        20240105001,
        7,
        "早班",
        "报修",
        "呼入",
        13800138000,
        NAIVE,
        dt.time(0, 0, 12),
        "一号线",
        "网络",
    ]
    workbook(tmp_path / "m.xlsx", HEADINGS, values, title=True)
    (tmp_path / "m.xlsx").rename(tmp_path / "upload.part")  # its content tells what it is
    manifest = read_manifest(tmp_path / "upload.part", [RECORDING])
    assert manifest.warnings == ()
    assert manifest.rows[RECORDING] == ManifestRow(
        "D:/录音/a.wav",
        "20240105001",
        "7",
        "早班",
        "报修",
        Direction.INBOUND,
        "13800138000",
        "2024-01-05T09:03:00+08:00",
        12.0,
        project="一号线",
        fault_type="网络",
    )


def test_cells_with_zeros_serial_numbers_and_nothing(tmp_path):
    book = Workbook()
    sheet = book.create_sheet("清单")
    sheet.append(["录音文件", "工号", "开始时间", "振铃时长", "备注"])
    sheet.append(["a.wav", 7, 45296.377083333336, dt.timedelta(seconds=75), None])
    sheet["B2"].number_format = "0000"
    book.save(tmp_path / "m.xlsx")
    row = read_manifest(tmp_path / "m.xlsx", [RECORDING]).rows[RECORDING]
    assert (row.agent_id, row.started_at, row.ring_seconds) == ("0007", "2024-01-05T09:03:00+08:00", 75.0)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"\xd0\xcf\x11\xe0" + bytes(600), "另存为 .xlsx"), (b"PK\x03\x04" + bytes(600), "不是完整的 Excel 文件")],
)
def test_workbooks_that_can_not_be_read(tmp_path, content, words):
    (tmp_path / "m.xlsx").write_bytes(content)
    with pytest.raises(ManifestError, match=words):
        read_manifest(tmp_path / "m.xlsx", [RECORDING])


def test_half_a_workbook(tmp_path):
    workbook(tmp_path / "whole.xlsx", HEADINGS, ["a.wav"])
    (tmp_path / "m.xlsx").write_bytes((tmp_path / "whole.xlsx").read_bytes()[:-200])
    with pytest.raises(ManifestError, match="可能正在写入"):
        read_manifest(tmp_path / "m.xlsx", [RECORDING])


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MAX_UNPACKED_BYTES", 1000)
    with pytest.raises(ManifestError, match="解开后过大"):
        workbook(tmp_path / "m.xlsx", HEADINGS, ["a.wav"])


def test_two_columns_of_one_meaning(tmp_path):
    path = tmp_path / "m.csv"
    path.write_text("录音文件,工号,坐席工号\na.wav,A1,A2\n", encoding="utf-8")
    manifest = read_manifest(path, [RECORDING])
    assert manifest.rows[RECORDING].agent_id == "A1"
    assert manifest.warnings == ("m.csv：有 2 列都是 agent_id，只采用第一列",)


def test_the_offices_own_words_and_zone(tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text(
        "columns:\n  agent_id: [接警员]\n  team: [工号]\nvalues:\n  direction:\n    inbound: [报警]\n", "utf-8"
    )
    path = tmp_path / "m.csv"
    path.write_text("文件名,接警员,工号,方向,开始时间\na.wav,A1,夜班,报警,2024/1/5 9:03\n", encoding="utf-8")
    row = read_manifest(path, [RECORDING], Conventions("Asia/Tokyo", vocabulary(own))).rows[RECORDING]
    assert (row.agent_id, row.team, row.direction) == ("A1", "夜班", Direction.INBOUND)
    assert row.started_at == "2024-01-05T09:03:00+09:00"
