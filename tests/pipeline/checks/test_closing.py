from __future__ import annotations

import pytest

from pipeline.domain.finding import Verdict
from tests.builders import agent, call, customer
from tests.pipeline.checks.judging import judge


def elements(*texts: str) -> tuple[bool, ...]:
    spoken = [u for text in texts for u in (customer("嗯，好的，我知道了。"), agent(text))]
    return tuple(judge("closing", call(*spoken)).elements.values())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("请问还有什么可以帮您的吗？感谢您的来电，再见。", (True, True, True)),
        ("您看还有哪些事情要我们办的？", (True, False, False)),
        ("还有别的事没有？", (True, False, False)),
        ("除了这个，您那边还有其他机器要看吗？", (True, False, False)),
        ("如果还有问题，您随时打电话。", (False, False, False)),
        ("前面还有三位客户在排队。", (False, False, False)),
        ("不用谢，应该的。", (False, False, False)),
        ("祝您身体健康。", (False, False, True)),
        ("谢谢您的耐心，回头见。", (False, True, True)),
        ("行，就这样，挂了。", (False, False, False)),
    ],
)
def test_elements(text: str, expected: tuple[bool, ...]) -> None:
    assert elements(text) == expected


def test_only_the_last_three_turns_count() -> None:
    assert elements("感谢您的来电。", "好。", "行。", "再见。") == (False, False, True)


def test_what_is_missing_points_at_the_last_words() -> None:
    result = judge("closing", call(agent("您好"), customer("没事了"), agent("那挂了")))
    assert result.verdict is Verdict.FAIL
    assert {f.evidence.quote for f in result.findings if not f.passed} == {"那挂了"}


def test_no_agent() -> None:
    assert judge("closing", call(customer("喂"))).verdict is Verdict.NOT_APPLICABLE
