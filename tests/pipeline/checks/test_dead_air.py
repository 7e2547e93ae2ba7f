from __future__ import annotations

from dataclasses import replace

from pipeline.domain.call import Call, Utterance
from pipeline.domain.finding import Verdict
from pipeline.domain.times import Interval
from tests.builders import agent, call, customer, system
from tests.pipeline.checks.judging import judge

ASKED = customer("我的话费怎么这么多？", 1.0, 3.0)


def silences(*spoken: Utterance) -> list[tuple[object, str]]:
    findings = judge("dead_air", call(*spoken)).findings
    assert not any(f.passed for f in findings)
    return [(f.details["seconds"], f.severity) for f in findings]


def test_silence_costs() -> None:
    assert silences(ASKED, agent("查到了。", 12.0, 13.0)) == [(9.0, "minor")]


def test_short_silence_is_fine() -> None:
    assert silences(ASKED, agent("查到了。", 10.0, 11.0)) == []


def test_announced_silence_is_shown_but_free() -> None:
    spoken = (ASKED, agent("请您稍等，我查一下。", 4.0, 6.0), customer("好。", 6.5, 7.0), agent("久等了。", 16.0, 17.0))
    assert silences(*spoken) == [(9.0, "info")]
    assert judge("dead_air", call(*spoken)).verdict is Verdict.PASS


def test_a_lonely_sound_does_not_hide_the_wait() -> None:
    spoken = (ASKED, agent("请您稍等，我查一下。", 4.0, 6.0), customer("嗯", 11.0, 11.4), agent("久等了。", 16.0, 17.0))
    assert silences(*spoken) == [(10.0, "info")]


def test_the_customer_thinks() -> None:
    spoken = (agent("请问您的户号是多少？", 1.0, 3.0), customer("我找到了，是三二一。", 13.0, 15.0))
    assert silences(*spoken) == [(10.0, "info")]


def test_music_and_announcements_are_no_silence() -> None:
    spoken = (ASKED, system("正在为您转接，请稍候", 6.0, 9.0), agent("您好", 14.0, 15.0))
    assert silences(*spoken) == []
    made = call(ASKED, agent("您好", 14.0, 15.0))
    playing = replace(made, transcript=replace(made.transcript, music=(Interval(4.0, 13.0),)))
    assert judge("dead_air", playing).findings == ()


def test_nothing_to_measure() -> None:
    assert judge("dead_air", call()).verdict is Verdict.PASS
    assert judge("dead_air", call(ASKED)).verdict is Verdict.PASS
    assert judge("dead_air", _without_audio()).verdict is Verdict.NOT_APPLICABLE


def _without_audio() -> Call:
    return call(customer("喂", 0.0, 0.0), agent("您好", 0.0, 0.0), audio=False)
