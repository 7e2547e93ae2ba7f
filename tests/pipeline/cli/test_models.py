"""``tingjian models``: a stranger carries a model into a house without network, and hears a call with it."""

import json
import shutil
import zipfile

import pytest

from models import fetch
from pipeline.hearing.engine import Engine
from tests.pipeline.cli import calls
from tests.pipeline.fakes import FakeJudge, FakeRoles


@pytest.fixture
def usb(third_whisper, tmp_path):
    """A zip file with a model, as it may lie on a stick."""
    path = tmp_path / "大模型 v3.zip"
    with zipfile.ZipFile(path, "w") as file:
        for part in third_whisper.iterdir():
            file.write(part, f"model/{part.name}")
    return path


@pytest.fixture
def real_recogniser(monkeypatch):
    """An engine whose recogniser is the real one; the rest is fake."""

    def make(settings):
        made = Engine(settings)
        made.roles, made.judge = FakeRoles(), FakeJudge()
        return made

    monkeypatch.setattr("pipeline.cli.analyze.Engine", make)


def test_a_model_from_a_stick_hears_a_call(tingjian, usb, real_recogniser, tmp_path, monkeypatch):
    ran = tingjian("models", "import", usb, "--name", "mine")
    assert (ran.status, "TINGJIAN_ASR_MODEL=mine" in ran.err) == (0, True)
    monkeypatch.setenv("TINGJIAN_ASR_MODEL", "mine")
    ran = tingjian("analyze", calls.stereo_call(tmp_path / "a.wav"), "--json")
    assert ran.status == 0
    (result,) = ran.results
    assert result["provenance"]["asr_model"] == "mine"
    assert len(result["provenance"]["asr_options"]["weights"]) == 64


def test_the_list_tells_what_is_here_and_what_can_be_had(tingjian, usb):
    tingjian("models", "import", usb, "--name", "mine")
    lines = {line["name"]: line for line in tingjian("models", "list", "--json").results}
    assert list(lines) == ["mine", "base", "small", "medium", "large-v3", "large-v3-turbo"]
    assert (lines["mine"]["here"], lines["small"]["here"]) == (True, False)
    assert (lines["small"]["licence"], lines["small"]["languages"], lines["small"]["published"]) == ("MIT", 99, True)
    assert lines["small"]["disk_bytes"] < lines["small"]["memory_bytes"] < 3 * lines["small"]["disk_bytes"]
    table = tingjian("models", "list").out
    assert all(name in table for name in (*lines, "在本机", "可下载", "随程序安装"))


def test_damage_and_removal(tingjian, usb, tmp_path):
    tingjian("models", "import", usb, "--name", "mine")
    assert tingjian("models", "verify").status == 0
    (tmp_path / "cache" / "models" / "mine" / "config.json").write_text("{}")
    ran = tingjian("models", "verify", "mine")
    assert (ran.status, "mine/config.json：内容与校验值不符" in ran.err) == (1, True)
    assert tingjian("models", "remove", "mine").status == 0
    ran = tingjian("models", "remove", "mine")
    assert (ran.status, "没有识别模型 mine" in ran.err) == (1, True)


def test_what_cannot_be_used_is_refused_in_words(tingjian, third_whisper, tmp_path, monkeypatch):
    half = shutil.copytree(third_whisper, tmp_path / "half")
    data = (half / "model.bin").read_bytes()
    (half / "model.bin").write_bytes(data[: len(data) // 3])
    ran = tingjian("models", "import", half)
    assert (ran.status, ran.err) == (
        1,
        "tingjian: 识别模型不完整（model.bin）：文件缺失或没有复制完，请重新复制或下载\n",
    )
    ran = tingjian("models", "import", tmp_path / "nothing")
    assert (ran.status, "找不到" in ran.err) == (1, True)
    monkeypatch.setattr(fetch, "PAUSE", 0.0)
    monkeypatch.setenv("TINGJIAN_MODEL_MIRROR", "http://127.0.0.1:1")
    ran = tingjian("models", "get", "small")
    assert (ran.status, "也无法下载" in ran.err) == (1, True)
    assert "没有识别模型 huge" in tingjian("models", "get", "huge").err


def test_a_gpu_that_is_not_there_is_said(tingjian, real_recogniser, tmp_path, monkeypatch):
    monkeypatch.setattr("models.weights.ensure_weights", lambda *_: tmp_path)
    monkeypatch.setattr("pipeline.hearing.recogniser._checked", lambda _: None)
    monkeypatch.setattr("models.device.InstalledCuda.count", lambda _: 0)
    monkeypatch.setattr("models.device.InstalledCuda.seen_by_driver", lambda _: 0)
    monkeypatch.setenv("TINGJIAN_DEVICE", "cuda")
    ran = tingjian("analyze", calls.stereo_call(tmp_path / "a.wav"))
    assert (ran.status, "没有找到可用的 GPU" in ran.err) == (1, True)


def test_another_recogniser_is_judged_by_us(tingjian, real_recogniser, tmp_path, monkeypatch):
    """Channels and roles stay ours: a folder with the answers for each channel is enough."""
    said = ["您好，这里是信息服务台，请问有什么可以帮您？", "我的打印机坏了"]
    for channel, text in enumerate(said):
        answer = {"segments": [{"start": 1, "end": 8, "text": text}]}
        (tmp_path / f"a.{channel}.json").write_text(json.dumps(answer), encoding="utf-8")
    monkeypatch.setenv("TINGJIAN_ASR_RESULTS", str(tmp_path))
    ran = tingjian("analyze", calls.stereo_call(tmp_path / "a.wav"), "--json")
    (result,) = ran.results
    spoken = {(u["channel"], u["role"]): "" for u in result["utterances"]}
    for utterance in result["utterances"]:
        spoken[utterance["channel"], utterance["role"]] += utterance["text"]
    assert spoken == {(0, "agent"): said[0], (1, "customer"): said[1]}
    assert result["provenance"]["asr_options"] == {"engine": "results"}
    ran = tingjian("analyze", calls.stereo_call(tmp_path / "b.wav", seed=5))
    assert (ran.status, "没有这个声道的结果文件 b." in ran.err) == (1, True)
