from __future__ import annotations

import pytest

from pipeline.domain.finding import Verdict
from tests.builders import agent, call, customer, system
from tests.pipeline.checks.judging import judge


def elements(*texts: str, direction: str = "inbound") -> tuple[bool, ...]:
    spoken = [u for text in texts for u in (agent(text), customer("哦，是这样的，我家的灯不亮了。"))]
    return tuple(judge("greeting", call(*spoken, direction=direction)).elements.values())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("您好，这里是青禾社区服务站，请问有什么可以帮您？", (True, True, True)),
        ("早上好，工号三零七，请问您需要办理什么业务？", (True, True, True)),
        ("您好，顺风驾校，请问您想咨询什么？", (True, True, True)),
        ("喂，你好，说话。", (True, False, False)),
        ("南郊自来水，什么事？", (False, True, False)),
        ("您好，很高兴为您服务。", (True, False, False)),
        ("喂，哪位？", (False, False, False)),
        ("你好，广电网络。", (True, True, False)),
        ("您好，王建国先生。", (True, False, False)),
        ("您好，请稍等。", (True, False, False)),
        ("宁好，这里是青河社区服务站，请问有什么可以邦您", (True, True, True)),
    ],
)
def test_elements(text: str, expected: tuple[bool, ...]) -> None:
    assert elements(text) == expected


def test_only_the_first_two_turns_count() -> None:
    assert elements("你好。", "嗯。", "这里是维修中心，请问有什么可以帮您？") == (True, False, False)


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("您好，我是佳美净水的小何，跟您约一下明天上门换芯的时间。", True),
        ("您好，我是佳美净水的小何，您上周报修的机器现在用得怎么样？", True),
        ("喂，是张丽吧？", False),
    ],
)
def test_outbound_the_purpose_is_the_offer(text: str, states: bool) -> None:
    assert elements(text, direction="outbound")[2] is states


def test_a_purpose_is_no_offer_when_the_customer_called() -> None:
    assert elements("您好，我是小何，给您做个回访。")[2] is False


def test_a_missing_element_says_what_was_heard_and_what_to_say() -> None:
    result = judge("greeting", call(agent("喂，说话。"), customer("我要报修。")))
    assert result.verdict is Verdict.FAIL
    missing = [f for f in result.findings if not f.passed]
    assert [f.rule for f in missing] == ["greeting.hello", "greeting.identify", "greeting.offer_help"]
    assert all("喂，说话。" in f.reason and f.suggestion for f in missing)


def test_words_before_the_answer_do_not_count() -> None:
    spoken = (agent("您好", 1.0, 2.0), agent("喂，说话", 6.0, 7.0), customer("我要报修", 8.0, 9.0))
    assert judge("greeting", call(*spoken, answered_at=5.0)).elements["hello"] is False


def test_an_announcement_is_not_the_agents() -> None:
    spoken = (system("您好，欢迎致电平安供热"), agent("喂"), customer("我要报修"))
    assert judge("greeting", call(*spoken)).elements["hello"] is False


def test_words_that_were_not_recognised_are_not_held_against_the_agent() -> None:
    result = judge("greeting", call(agent("", 1.0, 4.0), customer("我要报修", 5.0, 6.0)))
    assert result.verdict is Verdict.UNSURE
    assert not any(f.certain for f in result.findings if not f.passed)


def test_nobody_or_only_the_customer_speaks() -> None:
    assert judge("greeting", call()).verdict is Verdict.NOT_APPLICABLE
    assert judge("greeting", call(customer("喂？"))).verdict is Verdict.NOT_APPLICABLE


def test_a_transcript_without_times_is_judged() -> None:
    spoken = (agent("您好，这里是服务台，请问有什么可以帮您？", 0.0, 0.0), customer("我要报修", 0.0, 0.0))
    assert judge("greeting", call(*spoken, audio=False, answered_at=None)).verdict is Verdict.PASS


def test_the_organisations_name_alone_introduces_the_agent():
    named = judge("greeting", call(agent("您好，运维服务台，请问有什么可以帮您？"), customer("坏了")))
    assert named.elements["identify"]
