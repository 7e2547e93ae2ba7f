"""``tingjian analyze`` on recordings that are broken, odd or hold nothing to judge."""

import json
import time

import numpy as np
import pytest

from tests.pipeline.audio.media import RATE, save_wav
from tests.pipeline.cli import calls

REFUSED = {
    "empty.wav": (calls.empty, "空"),
    "text.wav": (calls.text, "文本"),
    "short.wav": (calls.too_short, "0.2"),
    "three.wav": (calls.three_channels, "声道"),
}
JUDGED = {
    "cut.mp3": (calls.truncated_mp3, set()),
    "music.wav": (calls.only_music, set()),
    "odd.wav": (calls.odd_samples, {"invalid_samples", "dc_offset"}),
    "fake.wav": (calls.fake_stereo, {"fake_stereo"}),
    "dead.wav": (calls.dead_channel, {"dead_channel"}),
    "mono.wav": (calls.mono_call, set()),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_call_is_named_and_the_others_are_done(name, tingjian, tmp_path):
    make, reason = REFUSED[name]
    calls.stereo_call(tmp_path / "z-good.wav")
    ran = tingjian("analyze", make(tmp_path / name), tmp_path / "z-good.wav", "--json")
    assert ran.status == 1
    assert [r["call"]["id"] for r in ran.results] == ["z-good"]
    assert f"{name}：" in ran.err
    assert reason in ran.err


@pytest.mark.parametrize("name", JUDGED)
def test_what_can_be_saved_is_judged(name, tingjian, tmp_path):
    make, codes = JUDGED[name]
    ran = tingjian("analyze", make(tmp_path / name), "--json", "--out", tmp_path / "out")
    assert ran.status == 0, ran.err
    [result] = ran.results
    assert codes <= {issue["code"] for issue in result["health"]}
    stored = (tmp_path / "out" / f"{result['call']['id']}.json").read_text("utf-8")
    assert json.loads(stored, parse_constant=pytest.fail) == result
    assert "error" not in {c["verdict"] for c in result["checks"]}


def test_music_alone_is_nobody_speaking(tingjian, tmp_path):
    [result] = tingjian("analyze", calls.only_music(tmp_path / "m.wav"), "--json").results
    assert result["utterances"] == []
    assert result["scorecard"]["needs_review"]
    assert (result["scorecard"]["total"], result["scorecard"]["grade"]) == (None, None)
    assert result["scorecard"]["unscored"] == "没有听到任何人说话，不能评分"
    assert "没有听到任何人说话，不能评分" in result["scorecard"]["review_reasons"]


def test_an_hour_of_silence_is_quick(tingjian, tmp_path):
    save_wav(tmp_path / "hour.wav", np.zeros((1, 3600 * RATE // 2), np.float32), RATE // 2)
    began = time.process_time()
    [result] = tingjian("analyze", tmp_path / "hour.wav", "--json").results
    assert time.process_time() - began < 30
    assert result["call"]["duration"] == 3600
    assert result["utterances"] == []
    assert "silent_recording" in {issue["code"] for issue in result["health"]}
