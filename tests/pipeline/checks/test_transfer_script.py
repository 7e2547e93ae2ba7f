from __future__ import annotations

import pytest

from pipeline.domain.finding import Verdict
from tests.builders import agent, call, customer
from tests.pipeline.checks.judging import judge


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("请您稍后，我将转接到工程师座席。", Verdict.PASS),
        ("我帮您转到投诉专席，请不要挂机。", Verdict.PASS),
        ("你等会儿，我给你转过去。", Verdict.FAIL),
        ("转了啊。", Verdict.FAIL),
        ("这事我推给二线了，你跟他们说。", Verdict.FAIL),
        ("您可以用手机银行转账。", Verdict.NOT_APPLICABLE),
        ("我会把您的意见转达给领导。", Verdict.NOT_APPLICABLE),
        ("对不起，这里不能为您转接，请您拨打总机。", Verdict.NOT_APPLICABLE),
        ("您看一下里面的风扇还在转吗？", Verdict.NOT_APPLICABLE),
    ],
)
def test_verdict(text: str, verdict: Verdict) -> None:
    assert judge("transfer_script", call(agent("您好"), customer("我要找人修一下"), agent(text))).verdict is verdict


def test_the_polite_word_may_stand_in_the_turn_beside() -> None:
    spoken = (agent("我给你转安全组。"), customer("哦。"), agent("请您稍等，先不要挂机。"))
    assert judge("transfer_script", call(*spoken)).verdict is Verdict.PASS


def test_the_customers_wish_is_no_transfer() -> None:
    spoken = (agent("您好"), customer("你给我转人工"), agent("我就是人工。"))
    assert judge("transfer_script", call(*spoken)).verdict is Verdict.NOT_APPLICABLE
