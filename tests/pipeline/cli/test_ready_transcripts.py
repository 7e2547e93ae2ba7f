"""``tingjian analyze NAME.transcript.json``: judged without audio, or refused with the fields that are wrong."""

import codecs
import json
import time

import pytest

from tests.pipeline.cli import calls

NEEDS_AUDIO = {"dead_air", "first_response", "interruptions", "response_gap", "speech_rate"}


def test_it_is_judged_and_what_needs_audio_does_not_apply(tingjian, tmp_path):
    path = calls.transcript(tmp_path / "x.transcript.json", agent_id="A009", extra="ignored")
    ran = tingjian("analyze", path, "--json")
    assert ran.status == 0
    [result] = ran.results
    assert (result["call"]["id"], result["call"]["agent_id"], result["call"]["recording"]) == ("ready", "A009", None)
    verdicts = {c["check"]: c["verdict"] for c in result["checks"]}
    assert verdicts["greeting"] == "pass"
    assert {check for check in NEEDS_AUDIO if verdicts[check] != "not_applicable"} == set()


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_marks_at_the_start(tingjian, tmp_path, mark):
    path = calls.transcript(tmp_path / "x.transcript.json")
    path.write_bytes(mark + path.read_bytes())
    assert tingjian("analyze", path).status == 0


WRONG = {
    "no JSON": ("{", "JSON"),
    "nothing": ("", "JSON"),
    "a list": ("[]", "整个文件"),
    "no fields": ("{}", "call、utterances"),
    "not UTF-8": ("{}".encode("utf-16"), "JSON"),
    "half a character": (r'{"call": {"id": "\ud83d"}, "utterances": []}', "JSON"),
    "deep": ("[" * 100_000, "JSON"),
}
ONE = {"role": "agent", "start": 0, "end": 1, "text": "13800138000"}
WRONG_FIELDS = {"role": "chef", "start": -0.1, "end": 1e12, "text": "字" * 20_001, "confidence": 1.5}


@pytest.mark.parametrize("kind", WRONG)
def test_broken_files(tingjian, tmp_path, kind):
    content, reason = WRONG[kind]
    path = tmp_path / "x.transcript.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    calls.transcript(tmp_path / "y.transcript.json")
    ran = tingjian("analyze", path, tmp_path / "y.transcript.json", "--json")
    assert (ran.status, len(ran.results)) == (1, 1)
    assert "x.transcript.json：转写文件无法使用：" in ran.err
    assert reason in ran.err


@pytest.mark.parametrize("field", WRONG_FIELDS)
@pytest.mark.parametrize("value", ["bad", None, [], {}])
def test_wrong_fields_are_named_without_their_content(tingjian, tmp_path, field, value):
    wrong = WRONG_FIELDS[field] if value == "bad" else value
    path = calls.transcript(tmp_path / "x.transcript.json", [ONE, ONE | {field: wrong}])
    ran = tingjian("analyze", path)
    assert ran.status == 1
    assert f"utterances.1.{field}" in ran.err
    assert "13800138000" not in ran.err


def test_not_a_number(tingjian, tmp_path):
    path = calls.transcript(tmp_path / "x.transcript.json", [ONE | {"end": float("nan"), "confidence": float("inf")}])
    assert tingjian("analyze", path).status == 1


def test_an_absurd_size_is_refused_before_it_is_read(tingjian, tmp_path):
    path = tmp_path / "x.transcript.json"
    with path.open("wb") as file:
        file.truncate(200 * 1024**2)
    ran = tingjian("analyze", path)
    assert (ran.status, "超过 32 MiB" in ran.err) == (1, True)


def test_ten_thousand_utterances_within_seconds(tingjian, tmp_path):
    texts = ["好的，请您看一下屏幕上面有没有显示", "现在还是不行，打印机那个灯一直闪"]
    spoken = [
        {"role": ("agent", "customer")[n % 2], "start": n, "end": n + 0.9, "text": f"{texts[n % 2]}{n}"}
        for n in range(10_000)
    ]
    for n, text in enumerate(
        ["大概明天下午三点能到", "电话是一三八零零一三八零零零", "您稍等一下", "在三楼三零二办公室"]
    ):
        for place in range(n, 10_000, 400):
            spoken[place]["text"] = text
    path = calls.transcript(tmp_path / "x.transcript.json", spoken)
    began = time.process_time()
    ran = tingjian("analyze", path, "--json")
    assert time.process_time() - began < 40
    assert ran.status == 0
    assert len(json.loads(ran.out)["utterances"]) == 10_000


@pytest.mark.parametrize("utterances", [[], [ONE | {"text": ""}], [ONE | {"start": 5, "end": 1}]])
def test_little_to_judge(tingjian, tmp_path, utterances):
    ran = tingjian("analyze", calls.transcript(tmp_path / "x.transcript.json", utterances), "--json")
    assert ran.status == 0
    assert all(u["end"] >= u["start"] for u in ran.results[0]["utterances"])
