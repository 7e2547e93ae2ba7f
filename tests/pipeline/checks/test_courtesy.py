from __future__ import annotations

from pipeline.domain.finding import Verdict
from tests.builders import agent, call, customer
from tests.pipeline.checks.judging import judge


def test_polite_words_pass() -> None:
    assert judge("courtesy", call(agent("请问您怎么称呼？"), customer("我姓何"))).verdict is Verdict.PASS


def test_a_curt_agent_is_shown_a_curt_turn() -> None:
    result = judge("courtesy", call(agent("哪个小区？"), customer("东门小区"), agent("几号楼？")))
    assert result.verdict is Verdict.FAIL
    assert result.findings[0].evidence.quote == "哪个小区？"


def test_a_complaint_calls_for_an_apology() -> None:
    start = (agent("您好，请问有什么可以帮您？"), customer("我要投诉，你们这是什么态度！"))
    bare = judge("courtesy", call(*start, agent("请您说一下单号。")))
    assert bare.elements == {"polite": True, "apology": False}
    assert [f.evidence.quote for f in bare.findings if not f.passed] == ["请您说一下单号。"]
    assert judge("courtesy", call(*start, agent("非常抱歉，请您说一下单号。"))).verdict is Verdict.PASS


def test_sounds_of_listening_are_not_counted() -> None:
    assert judge("courtesy", call(agent("嗯", 0.0, 0.5), customer("喂", 1.0, 1.5))).verdict is Verdict.PASS
    assert judge("courtesy", call(customer("喂"))).verdict is Verdict.NOT_APPLICABLE
