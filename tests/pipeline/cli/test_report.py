"""``tingjian report``, as one types it."""

import csv
import io

import pytest
from openpyxl import load_workbook

from pipeline.cli.main import run
from pipeline.storage import Database
from tests.databases import empty_sqlite
from tests.pipeline.reports.stored import store_scored


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("TINGJIAN_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("TINGJIAN_DATABASE_URL", raising=False)
    database = Database(empty_sqlite(tmp_path / "data" / "tingjian.db"))
    for n in range(12):
        store_scored(database, 80.0 + n % 2, agent="A001", team="一组", verdicts={"greeting": "pass"})
    yield database
    database.close()


def tingjian(*arguments):
    with pytest.raises(SystemExit) as ended:
        run(["report", *arguments])
    return ended.value.code


@pytest.mark.parametrize(
    ("by", "shown"),
    [("agent", "A001"), ("team", "一组"), ("check", "问候与自报"), ("week", "第一周"), ("quality", "识别置信度")],
)
def test_a_table_by_default(store, capsys, by, shown):
    assert tingjian("--by", by) == 0
    assert shown in capsys.readouterr().out


def test_csv_alone_on_stdout(store, capsysbinary):
    assert tingjian("--by", "agent", "--csv") == 0
    (row,) = csv.DictReader(io.StringIO(capsysbinary.readouterr().out.decode("utf-8-sig")))
    assert (row["坐席"], row["通话数"], row["平均分"]) == ("A001", "12", "80.5")


def test_a_workbook_goes_into_the_data_folder_and_its_path_is_told(store, capsys, tmp_path):
    assert tingjian("--by", "team", "--xlsx") == 0
    (path,) = (tmp_path / "data" / "reports").iterdir()
    assert capsys.readouterr().out.strip() == str(path)
    assert load_workbook(path)["班组报表"]["A2"].value == "一组"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--csv", "FILE.csv"),
        ("--csv", "--out", "FILE.csv"),
        ("--plot", "FILE.svg"),
        ("--plot", "--out", "FILE.png"),
        ("--xlsx", "FILE.xlsx"),
    ],
)
def test_the_file_may_be_chosen_both_ways(store, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    assert tingjian("--by", "agent", *arguments) == 0
    begin = {".csv": b"\xef\xbb\xbf", ".svg": b"<?xml", ".png": b"\x89PNG", ".xlsx": b"PK"}
    path = tmp_path / arguments[-1]
    assert path.read_bytes().startswith(begin[path.suffix])
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.parametrize(
    "arguments",
    [
        ("--by", "customer"),
        ("--csv", "--xlsx"),
        ("file.csv",),
        ("--out", "x.csv"),
        ("--csv", "a.csv", "--out", "b.csv"),
    ],
)
def test_wrong_usage_is_status_2(store, arguments):
    assert tingjian(*arguments) == 2


def test_dates_that_are_none_and_files_that_can_not_be_written_are_told_in_one_sentence(store, capsys, tmp_path):
    assert tingjian("--since", "yesterday") == 1
    (tmp_path / "file").write_text("")
    assert tingjian("--csv", str(tmp_path / "file" / "x.csv")) == 1
    told = capsys.readouterr().err
    assert "日期格式应为" in told
    assert "Traceback" not in told


def test_a_period_without_calls_says_so(store, capsys):
    assert tingjian("--until", "2001-01-01") == 0
    assert "没有已评分的通话" in capsys.readouterr().out
