from __future__ import annotations

import pytest

from pipeline.domain.call import Utterance
from pipeline.domain.finding import Verdict
from tests.builders import agent, call, customer
from tests.pipeline.checks.judging import judge

POLITE, BLUNT = "我查一下记录，请您稍等片刻。", "等会儿，我翻翻本子。"
BACK, ABRUPT = "让您久等了，查到了，是欠费停机。", "查到了，是欠费停机。"


def held(asked: str, back: str, silence: float = 6.0, *between: Utterance) -> tuple[Utterance, ...]:
    return (
        customer("我家怎么断网了？", 1.0, 3.0),
        agent(asked, 4.0, 7.0),
        customer("好。", 7.6, 8.0),
        *between,
        agent(back, 8.0 + silence, 12.0 + silence),
    )


@pytest.mark.parametrize(
    ("asked", "back", "verdict"),
    [
        (POLITE, BACK, Verdict.PASS),
        (POLITE, "不好意思，刚才系统有点慢，是欠费停机。", Verdict.PASS),
        (POLITE, "谢谢您的等候，是欠费停机。", Verdict.PASS),
        (POLITE, ABRUPT, Verdict.FAIL),
        (BLUNT, BACK, Verdict.FAIL),
        (BLUNT, ABRUPT, Verdict.FAIL),
        ("您在线上等我一会儿可以吗？", BACK, Verdict.PASS),
    ],
)
def test_both_halves_are_needed(asked: str, back: str, verdict: Verdict) -> None:
    assert judge("hold_script", call(*held(asked, back))).verdict is verdict


def test_a_wait_that_did_not_happen_is_not_judged() -> None:
    assert judge("hold_script", call(*held(POLITE, ABRUPT, silence=1.0))).verdict is Verdict.NOT_APPLICABLE


def test_words_of_return_tell_of_a_wait_without_audio() -> None:
    spoken = held(POLITE, BACK, 0.5)
    assert judge("hold_script", call(*spoken, audio=False)).verdict is Verdict.PASS


def test_a_promise_to_call_later_is_no_wait() -> None:
    spoken = held("稍后工程师会联系您。", "您还有别的问题吗？")
    assert judge("hold_script", call(*spoken)).verdict is Verdict.NOT_APPLICABLE


def test_waiting_for_a_transfer_is_judged_elsewhere() -> None:
    spoken = held("请您稍等，为您转接维修组。", "您好，维修组。")
    assert judge("hold_script", call(*spoken)).verdict is Verdict.NOT_APPLICABLE


def test_silence_nobody_announced_shows_by_the_apology() -> None:
    spoken = (customer("怎么断网了？", 1.0, 3.0), agent("让您久等了，是欠费。", 9.0, 12.0))
    result = judge("hold_script", call(*spoken))
    assert result.verdict is Verdict.FAIL
    assert result.elements == {"ask": False, "resume": True}


def test_an_apology_in_the_greeting_is_no_hold() -> None:
    spoken = (agent("您好，让您久等了，请问有什么可以帮您？", 5.0, 9.0), customer("我家断网了", 9.6, 11.0))
    assert judge("hold_script", call(*spoken)).verdict is Verdict.NOT_APPLICABLE


def test_one_bad_wait_spoils_a_good_one() -> None:
    second = (customer("那要交多少？", 21.0, 22.0), agent("等一下啊。", 22.6, 23.6), agent("一百二。", 30.0, 31.0))
    assert judge("hold_script", call(*held(POLITE, BACK), *second)).verdict is Verdict.FAIL


def test_nobody_speaks() -> None:
    assert judge("hold_script", call()).verdict is Verdict.NOT_APPLICABLE
