"""The checks that compare one measured figure with the standard."""

from __future__ import annotations

from pipeline.domain.finding import Verdict
from tests.builders import agent, call, customer
from tests.pipeline.checks.judging import judge


def test_three_rings_are_fine_four_are_not() -> None:
    assert judge("answer_latency", call(agent("您好"), rings=3)).verdict is Verdict.PASS
    late = judge("answer_latency", call(agent("您好"), rings=4))
    assert late.verdict is Verdict.FAIL
    assert late.findings[0].suggestion
    assert late.observed == 4


def test_rings_nobody_knows_or_of_ones_own_call() -> None:
    assert judge("answer_latency", call(agent("您好"), rings=None)).verdict is Verdict.NOT_APPLICABLE
    assert judge("answer_latency", call(agent("您好"), rings=9, direction="outbound")).verdict is Verdict.NOT_APPLICABLE


def test_first_response() -> None:
    assert judge("first_response", call(agent("您好", 6.0, 7.0), answered_at=5.0)).verdict is Verdict.PASS
    late = judge("first_response", call(agent("您好", 9.0, 10.0), answered_at=5.0))
    assert (late.verdict, late.observed) == (Verdict.FAIL, 4.0)
    assert judge("first_response", call(customer("喂"))).verdict is Verdict.NOT_APPLICABLE


def test_speech_rate() -> None:
    words = "为您查到这张单子昨天已经派给了城东的维修班组师傅今天上午会先给您打电话再上门检查线路和设备"
    assert judge("speech_rate", call(agent(words, 0.0, 10.0))).verdict is Verdict.PASS
    fast = judge("speech_rate", call(agent(words, 0.0, 5.0)))
    assert fast.verdict is Verdict.FAIL
    assert "偏快" in fast.reason
    assert fast.findings[0].suggestion
    assert judge("speech_rate", call(agent("好", 0.0, 5.0))).verdict is Verdict.NOT_APPLICABLE
