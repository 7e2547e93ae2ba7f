from __future__ import annotations

import pytest

from pipeline.domain.call import Utterance
from pipeline.domain.finding import Verdict
from tests.builders import agent, call, customer
from tests.pipeline.checks.judging import judge


def starts(*spoken: Utterance) -> list[float]:
    return [f.evidence.start for f in judge("interruptions", call(*spoken)).findings]


LONG = customer("我昨天就报修了结果等到今天都没有人来", 1.0, 6.0)


def test_the_agent_cuts_in() -> None:
    result = judge("interruptions", call(LONG, agent("你听我说", 4.5, 7.0)))
    assert result.verdict is Verdict.FAIL
    assert result.findings[0].details["overlap"] == 1.5


@pytest.mark.parametrize(
    "reply",
    [
        agent("好的，我记下了", 5.8, 8.0),  # edges of voice activity
        agent("嗯，好的", 3.0, 3.8),  # listening
        agent("", 3.0, 3.4),  # a short sound that nobody could read
        agent("好的", 6.5, 7.0),
        agent("我来说一下", 1.4, 4.0),  # both began at once
    ],
)
def test_this_is_none(reply: Utterance) -> None:
    assert starts(LONG, reply) == []


def test_the_customer_cuts_in_and_the_agent_goes_on() -> None:
    spoken = (
        agent("按照规定需要您先提交材料", 1.0, 5.0),
        customer("可是我已经交过三次了呀你们查查", 4.0, 9.0),
        agent("然后我们再审核", 5.4, 7.5),
    )
    assert starts(*spoken) == []


def test_a_customer_inside_the_agents_words() -> None:
    assert starts(agent("我给您说一下办理的流程", 1.0, 8.0), customer("等一下我拿支笔", 3.0, 5.0)) == []


def test_pauses_of_the_customer_do_not_begin_anew() -> None:
    first, second = customer("我昨天就报修了", 1.0, 3.0), customer("结果到今天都没人来", 3.5, 6.0)
    spoken = (first, second, agent("行了行了别说了", 4.0, 7.0))
    assert starts(*spoken) == [4.0]


def test_without_audio_or_words() -> None:
    assert judge("interruptions", call(LONG, audio=False)).verdict is Verdict.NOT_APPLICABLE
    assert judge("interruptions", call()).verdict is Verdict.PASS


def test_a_customer_cut_off_while_taking_breath_goes_on() -> None:
    found = judge(
        "interruptions",
        call(
            customer("我又重新开了一遍那个主机", 53.4, 56.4),
            agent("谁让你重启主机的", 56.5, 58.2),
            customer("结果现在连前台的单子都", 57.1, 58.6),
        ),
    )
    assert [f.details["customer_utterance"] for f in found.findings] == [0]


def test_a_customer_who_never_stops_has_been_speaking_all_the_time() -> None:
    talk = [customer("还有我跟你讲这个事情", i * 2.0, i * 2.0 + 2.5) for i in range(300)]
    assert starts(*talk, agent("你听我说", 599.5, 602.0)) == [599.5]
    late = [customer("还有我跟你讲这个事情", 0.0, 2.0), customer("还有一件事情我要说", 4.0, 7.0)]
    assert starts(*late, agent("你听我说", 4.5, 6.0)) == []  # both began at once after a pause
