"""别挂 alone is no hold where it is the customer who is busy."""

from __future__ import annotations

from pipeline.domain.finding import Verdict
from tests.builders import agent, call, customer
from tests.pipeline.checks.judging import judge


def test_the_customer_goes_outside() -> None:
    talk = (
        customer("厨房有煤气味。", 1.0, 3.0),
        agent("请走到楼道外面，到了外面我们再接着说，电话不要挂。", 4.0, 9.0),
        customer("喂，我出来了。", 15.0, 17.0),
        agent("太好了，请问您是哪个小区？", 17.5, 20.0),
    )
    assert judge("hold_script", call(*talk)).verdict is Verdict.NOT_APPLICABLE


def test_the_agent_goes_away() -> None:
    talk = (
        customer("厨房有煤气味。", 1.0, 3.0),
        agent("别挂，我问问。", 4.0, 5.0),
        agent("问到了，是欠费。", 14.0, 16.0),
    )
    assert judge("hold_script", call(*talk)).verdict is Verdict.FAIL
