"""``tingjian ingest --dry-run`` shows what would be read; ``tingjian manifest apply`` corrects what is stored."""

import pytest

from pipeline.settings import load_settings
from pipeline.storage.store import Store
from pipeline.storage.tables import CallRow
from pipeline.work.enqueue import enqueue
from tests.databases import empty_sqlite
from tests.pipeline.cli.calls import stereo_call, three_channels, transcript


@pytest.fixture(autouse=True)
def _own_store(tmp_path, monkeypatch):
    monkeypatch.setenv("TINGJIAN_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("TINGJIAN_DATABASE_URL", raising=False)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "in"
    for number, day in enumerate(("day1", "day2")):
        (folder / day).mkdir(parents=True)
        stereo_call(folder / day / "1001.wav", seed=10 * number)
    (tmp_path / "清单.csv").write_text(
        "录音文件,坐席工号\nday1\\1001.wav,A1\nday2\\1001.wav,A2\nday3\\1001.wav,A3\n", "gbk"
    )
    return folder


def test_what_would_be_read_is_shown_and_nothing_is_stored(tingjian, folder, tmp_path, monkeypatch):
    monkeypatch.setenv("TINGJIAN_FILE_NAME", "{started_at:%Y%m%d-%H%M%S}_{agent_id}_{direction}")
    stereo_call(folder / "20240105-090307_A9_呼出.wav", seed=50)
    transcript(folder / "ready.transcript.json")
    (folder / "备注.txt").touch()
    ran = tingjian("ingest", folder, "--manifest", tmp_path / "清单.csv", "--dry-run")
    assert ran.status == 0
    lines = [[cell.strip() for cell in line.split("│")] for line in ran.out.splitlines()]
    assert {line[1]: line[3] for line in lines if len(line) > 3 and "1001.wav" in line[1]} == {
        "day1/1001.wav": "A1",
        "day2/1001.wav": "A2",
    }
    assert "A9" in ran.out
    assert "呼出" in ran.out
    assert "2024-01-05" in ran.out
    assert "转写 5 句" in ran.out
    assert "跳过 1 个文件（不是录音或转写）：备注.txt" in ran.err
    assert "没有列入清单的录音（坐席未知） 1 个：ready.transcript.json" in ran.err
    assert not (tmp_path / "data").exists()


def test_what_would_fail_is_named(tingjian, folder, monkeypatch):
    three_channels(folder / "three.wav")
    (folder / "voice.amr").write_bytes(b"\x02#!SILK_V3" + bytes(100))
    ran = tingjian("ingest", folder, "--dry-run")
    assert ran.status == 1
    assert "three.wav：声道过多" in ran.err
    assert "voice.amr：这是微信语音" in ran.err
    monkeypatch.setenv("TINGJIAN_CHANNELS", "mix")
    assert "声道过多" not in tingjian("ingest", folder, "--dry-run").err


def test_another_format_of_transcript_than_asked_for(tingjian, folder):
    transcript(folder / "ready.transcript.json")
    ran = tingjian("ingest", folder, "--dry-run", "--format", "srt")
    assert ran.status == 1
    assert "内容是 tingjian 格式，不是 srt" in ran.err


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("FILE_NAME", "{agent}", "没有 agent 这个字段"),
        ("VOCABULARY", "none.yaml", "none.yaml 无法读取"),
        ("CHANNELS", "left", "TINGJIAN_CHANNELS"),
    ],
)
def test_wrong_settings_are_named_before_anything_is_read(tingjian, folder, monkeypatch, name, value, words):
    monkeypatch.setenv(f"TINGJIAN_{name}", value)
    ran = tingjian("ingest", folder, "--dry-run")
    assert (ran.status, ran.out) == (1, "")
    assert words in ran.err


def test_a_corrected_list_is_applied(tingjian, folder, tmp_path):
    empty_sqlite(tmp_path / "data" / "tingjian.db")
    store = Store.of(load_settings())
    list(enqueue(sorted(folder.rglob("*.wav")), None, store, load_settings()))
    ran = tingjian("manifest", "apply", tmp_path / "清单.csv")
    assert ran.status == 0
    assert "清单 3 行，找到 2 通，更正 2 通（agent_id 2 通）" in ran.err
    assert "day3/1001.wav" in ran.err
    with store.database.reading() as session:
        assert sorted(row.agent_id for row in session.query(CallRow)) == ["A1", "A2"]


def test_a_list_that_can_not_be_used_changes_nothing(tingjian, tmp_path):
    (tmp_path / "m.csv").write_text("a,b\n1,2\n", "utf-8")
    ran = tingjian("manifest", "apply", tmp_path / "m.csv")
    assert ran.status == 1
    assert "清单缺少 recording 或 call_id 列" in ran.err
