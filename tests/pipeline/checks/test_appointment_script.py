from __future__ import annotations

from pipeline.domain.call import Call
from pipeline.domain.finding import CheckResult, Verdict
from pipeline.judge import judge as judge_call
from tests.builders import agent, call, customer
from tests.pipeline.checks.judging import shipped

OPENING = (agent("您好，我是佳美净水的小何，跟您约一下上门换芯的时间。"), customer("哦，好。"))


def judge(check: str, made: Call) -> CheckResult:
    """The check's result where the kind of call is told as in earnest."""
    return judge_call(made, shipped()).results[check]


def test_complete() -> None:
    spoken = (*OPENING, agent("明天上午九点到十一点，您看可以吗？地址还是东门小区三栋，对吧？"))
    assert judge("appointment_script", call(*spoken, direction="outbound")).verdict is Verdict.PASS


def test_no_window_and_no_question() -> None:
    result = judge("appointment_script", call(*OPENING, agent("那我就下午过去。"), direction="outbound"))
    assert result.verdict is Verdict.FAIL
    assert result.elements["visit"]
    assert not result.elements["window"]


def test_where_it_does_not_apply() -> None:
    back = agent("您好，给您做个回访，上周师傅上门修过，用得怎么样？")
    for spoken, direction in ((OPENING, "inbound"), ((back,), "outbound"), ((customer("喂"),), "outbound")):
        assert judge("appointment_script", call(*spoken, direction=direction)).verdict is Verdict.NOT_APPLICABLE
