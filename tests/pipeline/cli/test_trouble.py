"""Trouble around the recordings: crashes, disks, weights, lexicons, settings. One sentence each, never a traceback."""

import errno
from pathlib import Path

import numpy as np
import pytest

import models.weights
from models.errors import WeightsError
from pipeline.checks import greeting
from pipeline.checks.registry import checks
from pipeline.hearing.engine import Engine
from pipeline.settings import PROJECT
from tests.pipeline.audio.media import RATE, save_wav
from tests.pipeline.cli import calls
from tests.pipeline.fakes import FakeJudge, FakeRoles, FakeTranscriber, raising

DISK_FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def call(tmp_path):
    return calls.stereo_call(tmp_path / "a.wav")


@pytest.fixture
def real_recogniser(monkeypatch):
    """An engine whose recogniser is the real one, so that the weights are put in place; the rest is fake."""

    def make(settings):
        made = Engine(settings)
        made.roles, made.judge = FakeRoles(), FakeJudge()
        return made

    def apply():
        monkeypatch.setattr("pipeline.cli.analyze.Engine", make)

    return apply


def test_a_crash_while_one_call_is_recognised(tingjian, engine, tmp_path):
    class Fragile(FakeTranscriber):
        """Crashes whenever a recording longer than 8 s is among those it is given."""

        def transcribe(self, tracks):
            if any(len(t.samples) > 8 * RATE for t in tracks):
                raise RuntimeError("我的电话是13800138000")
            return super().transcribe(tracks)

    engine(transcriber=Fragile())
    for n in range(3):
        calls.stereo_call(tmp_path / f"{n}.wav", seed=n)
    save_wav(tmp_path / "1.wav", np.pad(calls.two_voices(1), ((0, 0), (0, RATE))))
    ran = tingjian("analyze", tmp_path, "--json")
    assert ran.status == 1
    assert [r["call"]["id"] for r in ran.results] == ["0", "2"]
    assert "1.wav：内部错误（RuntimeError）" in ran.err
    assert "13800138000" not in ran.err


def test_memory_that_runs_out_costs_one_call(tingjian, engine, call):
    class Hungry(FakeTranscriber):
        transcribe = raising(MemoryError())

    engine(transcriber=Hungry())
    ran = tingjian("analyze", call)
    assert (ran.status, ran.err) == (1, f"失败 {call}：内存不足，无法分析这段录音\n")


def test_a_check_that_crashes_costs_only_itself(tingjian, call, monkeypatch):
    broken = checks()["greeting"]
    object.__setattr__(broken, "judge", raising(KeyError("13800138000")))
    try:
        ran = tingjian("analyze", call, "--json")
    finally:
        object.__setattr__(broken, "judge", greeting.greeting)
    assert ran.status == 0
    [result] = ran.results
    verdicts = {c["check"]: c["verdict"] for c in result["checks"]}
    assert [check for check, verdict in verdicts.items() if verdict == "error"] == ["greeting"]
    assert len(verdicts) == len(checks())
    assert result["scorecard"]["needs_review"]
    assert "13800138000" not in ran.err


def test_a_full_disk_at_the_results(tingjian, tmp_path, monkeypatch):
    """Each result that can't be kept is named; nothing half-written stays behind."""
    for n in range(2):
        calls.stereo_call(tmp_path / f"{n}.wav", seed=n)
    replace = Path.replace
    monkeypatch.setattr(
        Path, "replace", lambda self, to: raising(DISK_FULL)() if Path(to).stem == "0" else replace(self, to)
    )
    ran = tingjian("analyze", tmp_path / "0.wav", tmp_path / "1.wav", "--out", tmp_path / "out")
    assert ran.status == 1
    assert "0.wav：结果无法写入" in ran.err
    assert "磁盘空间已满" in ran.err
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["1.json"]


@pytest.mark.parametrize(
    ("number", "words"), [(errno.EACCES, "没有权限"), (errno.ENOSPC, "已满"), (errno.EROFS, "只读")]
)
def test_a_forbidden_output_folder_is_told_before_the_work(tingjian, engine, call, monkeypatch, number, words):
    engine(transcriber=None)  # is never asked
    monkeypatch.setattr("tempfile.TemporaryFile", raising(OSError(number, "")))
    ran = tingjian("analyze", call, "--out", "out")
    assert ran.status == 1
    assert ran.err == f"tingjian: 结果无法写入 out：{ran.err.split('：')[1]}"
    assert words in ran.err


def test_an_output_folder_that_is_a_file(tingjian, call, tmp_path):
    (tmp_path / "out").touch()
    ran = tingjian("analyze", call, "--out", "out")
    assert (ran.status, ran.err) == (1, "tingjian: 结果无法写入 out：已有同名文件，不是文件夹\n")


def test_weights_on_a_full_disk(tingjian, real_recogniser, call, tmp_path, monkeypatch):
    real_recogniser()
    monkeypatch.setattr(models.weights, "_write_synced", raising(DISK_FULL))
    ran = tingjian("analyze", call, call, "--json")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith(f"tingjian: 识别模型无法写入 {tmp_path / 'cache'}：磁盘空间已满；约需 147 MB")
    assert not list((tmp_path / "cache").iterdir())


def test_weights_with_a_wrong_checksum(tingjian, real_recogniser, call, tmp_path, monkeypatch):
    real_recogniser()
    part = tmp_path / "part"
    part.write_bytes(b"not the published bytes")
    monkeypatch.setattr(models.weights, "packaged_file", lambda package, name: part)
    ran = tingjian("analyze", call)
    assert ran.status == 1
    assert ran.err == "tingjian: 识别模型文件 model.bin 的 SHA-256 与公布的不符：请重新安装识别模型的安装包\n"
    assert not list((tmp_path / "cache").iterdir())


def test_weights_that_are_not_installed(tingjian, real_recogniser, call, monkeypatch):
    real_recogniser()
    monkeypatch.setattr("models.weights.PART_1", "nothing-of-this-name")
    monkeypatch.setattr(
        models.weights, "BASE_FILES", (models.weights.WeightFile("m", "0", 1, (("nothing-of-this-name", "m"),)),)
    )
    ran = tingjian("analyze", call)
    assert (ran.status, "缺少识别模型的安装包 nothing-of-this-name" in ran.err) == (1, True)


def test_an_unknown_model(tingjian, real_recogniser, call, monkeypatch):
    real_recogniser()
    monkeypatch.setenv("TINGJIAN_ASR_MODEL", "huge")
    ran = tingjian("analyze", call)
    assert ran.status == 1
    assert ran.err.startswith("tingjian: 没有识别模型 huge：可用 base、small")


def test_a_model_folder_that_holds_no_model(tingjian, real_recogniser, call, tmp_path, monkeypatch):
    real_recogniser()
    (tmp_path / "model.bin").write_bytes(b"nothing")
    monkeypatch.setenv("TINGJIAN_ASR_MODEL", str(tmp_path))
    ran = tingjian("analyze", call)
    assert ran.status == 1
    assert ran.err.startswith("tingjian: 识别模型不完整（config.json、tokenizer.json、vocabulary.json")


def test_every_error_of_weights_has_words_of_its_own():
    code = (PROJECT / "pipeline" / "work" / "model_reasons.py").read_text("utf-8")
    assert all(f"case {kind.__name__}():" in code for kind in WeightsError.__subclasses__())


def test_a_transcript_needs_no_weights(tingjian, real_recogniser, tmp_path, monkeypatch):
    real_recogniser()
    monkeypatch.setenv("TINGJIAN_ASR_MODEL", "huge")
    assert tingjian("analyze", calls.transcript(tmp_path / "a.transcript.json")).status == 0


def test_a_broken_lexicon_tells_all_its_faults(tingjian, call, tmp_path, monkeypatch):
    pack = tmp_path / "lexicons" / "ours"
    (pack / "phrases").mkdir(parents=True)
    (pack / "pack.yaml").write_text("id: ours\nnonsense: 1\n", encoding="utf-8")
    (pack / "rubric.yaml").write_text("lines: [", encoding="utf-8")
    (pack / "phrases" / "a.yaml").write_bytes("entries: 不".encode("gbk"))
    monkeypatch.setenv("TINGJIAN_LEXICONS", str(pack))
    ran = tingjian("analyze", call)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("tingjian: 词库有 ")
    for file in ("pack.yaml", "rubric.yaml", "phrases/a.yaml"):
        assert file in ran.err


def test_a_lexicon_that_is_not_there(tingjian, call, monkeypatch):
    monkeypatch.setenv("TINGJIAN_LEXICONS", "nowhere")
    ran = tingjian("analyze", call)
    assert (ran.status, ran.err.startswith("tingjian: 词库")) == (1, True)


def test_wrong_settings_are_all_named(tingjian, call, tmp_path, monkeypatch):
    monkeypatch.setenv("TINGJIAN_DEVICE", "foo-secret")
    monkeypatch.setenv("TINGJIAN_THREADS", "many-secret")
    (tmp_path / ".env").write_text("TINGJIAN_MAX_HOURS=-1\nTINGJIAN_RING_ON=nan\n")
    ran = tingjian("analyze", call)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("tingjian: 设置有误：")
    for words in (
        "TINGJIAN_DEVICE 只能是 'cpu', 'cuda' 或 'auto'",
        "TINGJIAN_THREADS 应为整数",
        "TINGJIAN_MAX_HOURS 应大于 0",
        "TINGJIAN_RING_ON ",
    ):
        assert words in ran.err
    assert "secret" not in ran.err


def test_a_wrong_log_level(tingjian, call, monkeypatch):
    monkeypatch.setenv("TINGJIAN_LOG", "loud")
    assert tingjian("analyze", call).err == "tingjian: 设置有误：TINGJIAN_LOG 只能是 DEBUG、INFO、WARNING、ERROR\n"


def test_an_unexpected_error_shows_only_its_kind(tingjian, call, monkeypatch):
    monkeypatch.setattr("pipeline.cli.analyze.inputs_of", raising(KeyError("13800138000")))
    ran = tingjian("analyze", call)
    assert (ran.status, ran.err.splitlines()[-1]) == (1, "tingjian: 内部错误（KeyError）")
    assert "13800138000" not in ran.err


def test_the_lexicons_of_the_repository_are_in_order(tingjian):
    assert tingjian("lexicon", "check", PROJECT / "lexicons").status == 0
    assert tingjian("lexicon", "check", "nowhere").status == 2
