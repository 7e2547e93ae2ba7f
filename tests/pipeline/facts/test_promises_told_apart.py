"""What sounds like a promise and is none, and the same promise said twice."""

from __future__ import annotations

import pytest

from pipeline.facts.extract import extract
from pipeline.lexicon import Pack
from tests.builders import agent, call, customer


def texts(pack: Pack, *utterances: object, direction: str = "inbound") -> list[str]:
    made = call(*utterances, direction=direction)  # type: ignore[arg-type]
    return [c.text for c in extract(made, pack).commitments]


@pytest.mark.parametrize(
    "said",
    [
        "您明天上午九点以后再打过来查一下。",
        "明天带身份证到营业厅补卡。",
        "医生周三上午出诊，您周三早上七点来取号。",
        "预约的是后天上午九点半的号，您提前半小时到。",
        "您今天下午五点之前把材料发给我。",
        "您这是五六年前的那一种，修不了。",
        "门岗二十四小时有人，给您远程开门。",
        "想跟您回访一下二十号那次抢修。",
        "明天记得去换卡。",
    ],
)
def test_no_promise(pack: Pack, said: str) -> None:
    assert texts(pack, customer("怎么办啊"), agent(said), customer("好的。")) == []


@pytest.mark.parametrize(
    "said",
    [
        "师傅明天上午来。",
        "下周四下午三点，赵师傅带着新锁来。",
        "我们主管今天五点前回您电话。",
        "我去问一下，再给您回话，今天下午四点之前，行吗？",
        "三十分钟之内有人联系您。",
    ],
)
def test_promise(pack: Pack, said: str) -> None:
    assert len(texts(pack, customer("怎么办啊"), agent(said), customer("行。"))) == 1


def test_a_time_agreed_on_without_saying_what_for(pack: Pack) -> None:
    talk = (customer("下午几点呀？"), agent("那就下午两点到四点。"), customer("好的。"))
    assert texts(pack, *talk, direction="outbound") == ["那就下午两点到四点"]


def test_the_visit_said_again_less_precisely(pack: Pack) -> None:
    talk = (agent("师傅明天上午十点上门检修。"), customer("好。"), agent("明天我们过来量一下再看。"))
    assert texts(pack, *talk) == ["师傅明天上午十点上门检修"]


def test_a_call_the_same_day_is_another_promise(pack: Pack) -> None:
    talk = (agent("师傅明天上午十点上门检修。"), customer("好。"), agent("明天给您打电话确认。"))
    assert len(texts(pack, *talk)) == 2


def test_the_same_duration_in_other_words(pack: Pack) -> None:
    talk = (agent("师傅半个小时之内到。"), customer("快点。"), agent("三十分钟之内师傅到您家。"))
    assert len(texts(pack, *talk)) == 1
