"""No call is too odd for the checks of scripts and times: none crashes, none blames an agent who never spoke."""

from __future__ import annotations

import pytest

from pipeline.domain.call import Call
from pipeline.domain.finding import Verdict
from tests.builders import agent, call, customer, system
from tests.pipeline.checks.judging import judge

CHECKS = (
    "answer_latency",
    "appointment_script",
    "closing",
    "courtesy",
    "dead_air",
    "first_response",
    "greeting",
    "hold_script",
    "interruptions",
    "response_gap",
    "speech_rate",
    "transfer_script",
)
ODD = {
    "nobody": (),
    "one word": (agent("喂"),),
    "no words": (agent(""), customer("")),
    "only the customer": (customer("喂？有人吗？"), customer("喂？")),
    "only announcements": (system("您好，话务员正忙，请稍候"),),
    "no length": (agent("您好，请稍等", 3.0, 3.0), customer("好", 3.0, 3.0), agent("让您久等了", 3.0, 3.0)),
    "all at once": (agent("您好", 0.0, 9.0), customer("喂", 0.0, 9.0), system("嘟", 0.0, 9.0)),
    "one letter": (agent("A", 1.0, 2.0), customer("！？", 2.0, 3.0)),
}


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("direction", ["inbound", "outbound"])
def test_no_check_crashes(check: str, name: str, direction: str) -> None:
    for audio in (True, False):
        assert judge(check, call(*ODD[name], direction=direction, audio=audio)).verdict is not Verdict.ERROR


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("name", ["nobody", "only the customer", "only announcements"])
def test_an_agent_who_never_spoke_is_not_blamed(check: str, name: str) -> None:
    assert judge(check, call(*ODD[name])).verdict in (Verdict.PASS, Verdict.NOT_APPLICABLE)


@pytest.mark.parametrize("check", [c for c in CHECKS if c not in ("speech_rate",)])
def test_every_failure_is_explained(check: str) -> None:
    for made in _bad_calls():
        result = judge(check, made)
        failed = [f for f in result.findings if not f.passed and f.severity != "info"]
        assert all(f.reason and f.suggestion for f in failed)
        assert bool(failed) == (result.verdict in (Verdict.FAIL, Verdict.UNSURE))


def _bad_calls() -> list[Call]:
    spoken = (
        agent("喂，说话。", 9.0, 10.0),
        customer("我要投诉，都三天了没人来修", 11.0, 16.0),
        agent("等会儿，我翻翻。", 14.0, 15.5),
        customer("快点", 17.0, 18.0),
        agent("转了啊。", 30.0, 31.0),
    )
    told = agent("喂，我下午上门修空调。", 9.0, 12.0)
    outbound = (told, customer("几点？", 13.0, 14.0), agent("不知道。", 15.0, 16.0))
    return [call(*spoken, rings=7), call(*outbound, direction="outbound")]
