from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.domain.call import Telephony
from pipeline.domain.facts import Commitment
from pipeline.facts.extract import extract
from pipeline.lexicon import Pack
from tests.builders import agent, call, customer


def promises(pack: Pack, *utterances: object, direction: str = "inbound") -> tuple[Commitment, ...]:
    made = call(*utterances, direction=direction)  # type: ignore[arg-type]
    return extract(replace(made, telephony=Telephony(started_at="2026-10-12T09:00:00+08:00")), pack).commitments


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("我安排值班的赵工到现场看，他三十分钟之内到儿科护士站。", "PT30M"),
        ("主管审核完，明天下班之前给您打电话答复。", "2026-10-13T18:00:00+08:00"),
        ("一点钟我让小潘上去，把总阀关了。", "2026-10-12T13:00:00+08:00"),
        ("我在三点半之前给您回电话说明，您看可以吗？", "2026-10-12T15:30:00+08:00"),
        ("三天之内到您家，您住哪里？", "P3D"),
        ("经理明天上午找您。", "2026-10-13T12:00:00+08:00"),
    ],
)
def test_promises(pack: Pack, said: str, due: str) -> None:
    assert [c.due for c in promises(pack, customer("怎么办啊"), agent(said))] == [due]


@pytest.mark.parametrize(
    "said",
    [
        "您看明天上午九点，或者后天下午三点，哪个时间合适？",
        "昨天夜里系统升级过，驱动掉了。",
        "积分有效期是两年，到期之前会给您发短信的。",
        "请您稍等一分钟，我查一下。",
        "如果明天还不行，您再打过来。",
        "三点半差不多吧，前面还有一家，可能要晚点儿到。",
        "我尽快给您处理。",
        "今天给您做个回访。",
    ],
)
def test_what_is_no_promise(pack: Pack, said: str) -> None:
    assert promises(pack, customer("怎么办啊"), agent(said)) == ()


def test_refused_offer(pack: Pack) -> None:
    talk = (agent("师傅今天下午三点上门，您看可以吗？"), customer("不行，下午家里没人。"))
    assert promises(pack, *talk, direction="outbound") == ()


def test_said_again_it_is_still_one_promise(pack: Pack) -> None:
    talk = (agent("师傅明天上午十点上门检修。"), customer("好的。"), agent("那明天上午十点师傅上门，您留人。"))
    assert len(promises(pack, *talk)) == 1


def test_evidence_lies_inside_the_utterance(pack: Pack) -> None:
    (promise,) = promises(
        pack, agent("您好"), agent("声音这块我来安排，他三十分钟之内到儿科护士站。请您留一个电话。", 10, 20)
    )
    assert 10 < promise.start < promise.end < 20
    assert promise.text == "他三十分钟之内到儿科护士站"
