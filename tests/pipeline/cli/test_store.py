"""``tingjian ingest``, ``list``, ``failures``, ``retention``, ``backup`` and ``restore``, as one types them."""

import pytest
from sqlalchemy import update

from pipeline.settings import load_settings
from pipeline.storage.store import Store
from pipeline.storage.tables import CallRow, JudgementRow, TranscriptRow
from tests.databases import empty_sqlite
from tests.pipeline.cli.calls import stereo_call, text, transcript
from tests.pipeline.fakes import FakeTranscriber, filled_engine


@pytest.fixture(autouse=True)
def _own_store(tmp_path, monkeypatch):
    """A store of our own, no Prefect, no models."""
    empty_sqlite(tmp_path / "data" / "tingjian.db")
    monkeypatch.setenv("TINGJIAN_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("TINGJIAN_DATABASE_URL", raising=False)
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setattr("pipeline.work.workplace.Engine", filled_engine)


@pytest.fixture
def folder(tmp_path):
    """A good recording, a transcript, and a file that is no recording."""
    folder = tmp_path / "in"
    folder.mkdir()
    stereo_call(folder / "good.wav")
    transcript(folder / "ready.transcript.json", started_at="2026-03-01T08:00:00Z")
    text(folder / "bad.wav")
    return folder


def judged() -> int:
    with Store.of(load_settings()).database.reading() as session:
        return session.query(JudgementRow).count()


def test_a_bad_file_is_named_and_the_others_are_scored(tingjian, folder):
    ran = tingjian("ingest", folder)
    assert ran.status == 1
    assert [line for line in ran.err.splitlines() if "失败" in line and "bad.wav" in line]
    assert "good.wav" not in ran.err
    assert {row["name"]: row["state"] for row in tingjian("list", "--json").results} == {
        "good": "done",
        "ready": "done",
        "bad": "failed",
    }


def test_ingested_twice_is_judged_once(tingjian, folder):
    (folder / "bad.wav").unlink()
    stereo_call(folder / "copy.wav")  # the same recording under another name
    assert [tingjian("ingest", folder).status for _ in range(2)] == [0, 0]
    assert judged() == 2
    assert "没有重复处理" in tingjian("ingest", folder).err


@pytest.mark.parametrize("arguments", [("ingest",), ("ingest", "x", "--no-such-option"), ("backup",)])
def test_wrong_usage(tingjian, arguments):
    assert tingjian(*arguments).status == 2


def test_a_path_that_is_missing_costs_the_others_nothing(tingjian, folder):
    ran = tingjian("ingest", folder / "good.wav", folder / "nothing.wav")
    assert (ran.status, judged()) == (1, 1)
    assert "nothing.wav" in ran.err


def test_list_shows_local_times_and_json_keeps_utc(tingjian, folder):
    tingjian("ingest", folder / "ready.transcript.json")
    (row,) = tingjian("list", "--json").results
    assert row["started_at"] == "2026-03-01T08:00:00+00:00"
    assert "2026-03-01 16:00" in tingjian("list").out  # Shanghai


def test_failures_with_reasons_go_back_into_the_queue(tingjian, folder):
    tingjian("ingest", folder)
    (failed,) = tingjian("failures", "--json").results
    assert failed["recording"] == "bad.wav"
    assert failed["failure_reason"]
    assert "bad.wav" in tingjian("failures").out
    assert "1 个录音已重新排队" in tingjian("failures", "--retry").err
    assert tingjian("failures", "--json").results == []
    assert tingjian("ingest", folder).status == 1  # it is still no recording


def test_a_backup_restores_what_was_stored_into_an_empty_store_only(tingjian, folder, tmp_path, monkeypatch):
    tingjian("ingest", folder)
    before = tingjian("list", "--json").out
    assert tingjian("backup", tmp_path / "all.tar").status == 0
    assert tingjian("restore", tmp_path / "all.tar").status == 1
    monkeypatch.setenv("TINGJIAN_DATA_DIR", str(tmp_path / "other"))
    assert tingjian("restore", tmp_path / "all.tar").status == 0
    assert tingjian("list", "--json").out == before
    assert "没有重复处理" in tingjian("ingest", folder).err


def test_retention_deletes_what_is_old_and_keeps_the_score(tingjian, folder, monkeypatch):
    tingjian("ingest", folder / "ready.transcript.json")
    score = tingjian("list", "--json").results[0]["score"]
    assert "没有删除" in tingjian("retention").err
    monkeypatch.setenv("TINGJIAN_KEEP_PERSONAL_DAYS", "30")
    with Store.of(load_settings()).database.writing() as session:
        session.execute(update(CallRow).values(started_at=session.query(CallRow).one().started_at.replace(year=2020)))
    ran = tingjian("retention")
    assert (ran.status, "1 通电话" in ran.err) == (0, True)
    assert tingjian("list", "--json").results[0]["score"] == score


def test_train_says_what_is_ready(tingjian, monkeypatch):
    monkeypatch.setattr("pipeline.cli.train.Engine", filled_engine)
    ran = tingjian("train")
    assert (ran.status, "分类器已就绪" in ran.err) == (0, True)
    assert ran.out == ""


def test_chosen_calls_are_heard_again_by_another_model(tingjian, folder, monkeypatch):
    class Larger(FakeTranscriber):
        name, options = "larger", {"engine": "fake"}

    asked = []

    def make(settings):
        asked.append(settings.asr_model)
        return filled_engine(settings, Larger())

    monkeypatch.setattr("pipeline.cli.rescore.make_engine", make)
    tingjian("ingest", folder)
    ran = tingjian("rescore", "--hear-again", "--since", "2020-01-01", "--model", "large-v3")
    assert (ran.status, "用模型 larger 重新识别 1 通" in ran.err) == (1, True)
    assert "没有录音" in ran.err  # the ready-made transcript
    assert asked == ["large-v3"]
    with Store.of(load_settings()).database.reading() as session:
        assert {row.asr_model for row in session.query(TranscriptRow)} == {"fake", "larger", "external"}


@pytest.mark.parametrize("arguments", [["--hear-again"], ["--model", "small"]])
def test_hearing_everything_again_is_not_asked_for_by_mistake(tingjian, arguments):
    assert tingjian("rescore", *arguments).status == 2
