"""A whole result without personal data, and the sound that goes with it."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.domain.call import Anchor, Correction, Utterance
from pipeline.domain.times import Interval
from pipeline.privacy import EVERYTHING, Masker, for_role, masked, spans_of_call
from pipeline.privacy.beep import beep, intervals
from pipeline.record import as_json, dump
from tests.builders import agent, call, customer
from tests.pipeline.review.calls import PACKS, judged, pack

HEARD = call(
    agent("您好，这里是信息科服务热线，请问有什么可以帮您？"),
    customer("我是财务部的曹颖，打印机坏了。"),
    agent("请问您的联系电话是多少？"),
    customer("我的电话是一三八零零一三八零零零，身份证是11010519491231002X。"),
    agent("您的电话是13800138000，对吗？大概明天吧。"),
    customer("对，地址是滨海新区洞庭路十八号三单元五零二室。"),
    agent("好的，曹颖女士，两小时之内给您13800138000回电。还有其他需要帮助的吗？感谢您的来电，再见。"),
)
SECRETS = ("曹颖", "13800138000", "一三八零零一三八零零零", "11010519491231002X", "洞庭路")


def test_nothing_personal_is_left_anywhere():
    result = judged(HEARD)
    assert all(secret in dump(as_json(result)) for secret in SECRETS)
    shown = dump(as_json(masked(result, HEARD, pack(), EVERYTHING)))
    assert not [secret for secret in SECRETS if secret in shown]


def test_what_was_written_before_it_was_heard_again_is_hidden_too():
    result = judged(HEARD)
    at = HEARD.utterances[6].text.index("曹颖")
    again = (Correction(at, at + 4, "曹颖女士", "曹颖女是", 1.0, 0.9),)
    heard = tuple(replace(u, corrections=again) if u.index == 6 else u for u in result.utterances)
    shown = masked(replace(result, utterances=heard), HEARD, pack(), EVERYTHING)
    assert "曹颖" not in dump(as_json(shown))
    assert len(shown.utterances[6].corrections[0].said) == 4


def test_offsets_and_quotes_agree_with_the_masked_text():
    result = masked(judged(HEARD), HEARD, pack(), EVERYTHING)
    original = judged(HEARD)
    for found, before in zip(result.findings, original.findings, strict=True):
        said = result.utterances[found.utterance].text
        assert said[found.char_start : found.char_end] == found.quote
        assert len(found.quote) == len(before.quote)
    assert result.scorecard.total == original.scorecard.total


def test_an_agent_sees_names_but_no_cards():
    shown = dump(as_json(masked(judged(HEARD), HEARD, pack(), for_role("agent"))))
    assert "11010519491231002X" not in shown
    assert "曹颖" in shown


def test_a_reviewer_sees_everything():
    assert masked(judged(HEARD), HEARD, pack(), for_role("reviewer")) == judged(HEARD)


def test_a_number_in_a_file_name_is_hidden():
    result = judged(HEARD)
    named = replace(result, call=replace(result.call, recording="20260301-13800138000-in.wav"))
    assert "13800138000" not in (masked(named, HEARD, pack(), EVERYTHING).call.recording or "")


def test_the_tone_covers_what_is_masked():
    text = "电话是13800138000"
    spoken = Utterance(0, HEARD.utterances[1].role, 10.0, 14.0, text, anchors=(Anchor(3, 11.0), Anchor(14, 13.5)))
    (hidden,) = intervals([spoken], spans_of_call(call(spoken), pack()), EVERYTHING)
    assert hidden.start == pytest.approx(10.8)
    assert hidden.end == pytest.approx(13.7)


def test_the_beep_replaces_the_words_in_every_channel():
    rate = 16_000
    words = np.random.default_rng(0).normal(0, 0.1, (2, rate * 3)).astype(np.float32)
    covered = beep(words, rate, [Interval(1.0, 2.0), Interval(2.9, 9.0)])
    assert np.array_equal(covered[:, :rate], words[:, :rate])
    assert np.array_equal(covered[0, rate : 2 * rate], covered[1, rate : 2 * rate])
    spectrum = np.abs(np.fft.rfft(covered[0, rate : 2 * rate]))
    assert int(spectrum.argmax()) == 1000
    assert abs(np.corrcoef(covered[0, rate : 2 * rate], words[0, rate : 2 * rate])[0, 1]) < 0.05
    assert covered.shape == words.shape


def masker_of(heard):
    return Masker.of(heard, pack(), EVERYTHING)


def test_every_rule_text_of_every_pack_stays_whole():
    """「没有指路」 and 「不够庄重」 look like addresses, 「电话里」 like a place."""
    eaten = [
        text
        for name in PACKS
        for text in pack(name).own_words
        if Masker.of(HEARD, pack(name), EVERYTHING).reason(text) != text
    ]
    assert eaten == []


def test_a_reason_keeps_the_rule_and_loses_what_it_quotes():
    said = "没有听到「问姓名」，听到的是：「好的，曹颖女士，马上到洞庭路十八号」。只说不归本部门，没有指路"
    shown = masker_of(HEARD).reason(said)
    assert "没有指路" in shown
    assert len(shown) == len(said)
    assert not [secret for secret in ("曹颖", "洞庭路") if secret in shown]


def test_the_packs_words_inside_a_quotation_are_masked_like_any_others():
    heard = call(agent("请问怎么称呼您？"), customer("我叫没有指路。"))
    quoted = masker_of(heard).reason("听到的是：「只说不归本部门，没有指路，电话13800138000」")
    assert "13800138000" not in quoted
    assert "没有指路" not in quoted
