from __future__ import annotations

from pipeline.domain.call import Utterance
from pipeline.domain.finding import Verdict
from tests.builders import agent, call, customer
from tests.pipeline.checks.judging import judge

ASKED = customer("我的包裹到哪里了？", 1.0, 3.0)


def gaps(*spoken: Utterance, **settings: object) -> list[tuple[object, str]]:
    return [(f.details["seconds"], f.severity) for f in judge("response_gap", call(*spoken), **settings).findings]


def test_a_late_answer_costs() -> None:
    assert gaps(ASKED, agent("在路上。", 8.0, 9.0)) == [(5.0, "minor")]
    assert judge("response_gap", call(ASKED, agent("在路上。", 8.0, 9.0))).verdict is Verdict.FAIL


def test_a_quick_one_does_not() -> None:
    assert gaps(ASKED, agent("在路上。", 4.0, 5.0)) == []


def test_the_rubric_sets_the_limit() -> None:
    assert gaps(ASKED, agent("在路上。", 6.0, 7.0), max_wait=2.5) == [(3.0, "minor")]


def test_an_announced_wait_is_free() -> None:
    asked, yes = agent("麻烦您稍等，我查一下。", 4.0, 6.0), customer("好的。", 6.5, 7.0)
    spoken = (ASKED, asked, yes, agent("久等了。", 13.0, 14.0))
    assert gaps(*spoken) == [(6.0, "info")]
    assert judge("response_gap", call(*spoken)).verdict is Verdict.PASS


def test_a_sound_during_the_agents_words_is_no_question() -> None:
    answer = agent("您的包裹已经到了城东的网点", 4.0, 10.0)
    spoken = (ASKED, answer, customer("嗯", 5.0, 5.3), agent("明天送到", 10.5, 12.0))
    assert gaps(*spoken) == []


def test_a_lonely_sound_does_not_start_the_wait_anew() -> None:
    spoken = (ASKED, customer("嗯", 6.0, 6.4), agent("在路上。", 9.0, 10.0))
    assert gaps(*spoken) == [(6.0, "minor")]


def test_only_one_side_or_nobody() -> None:
    assert gaps() == []
    assert gaps(ASKED) == []
    assert gaps(agent("您好", 1.0, 2.0)) == []
