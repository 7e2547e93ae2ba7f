"""Words as a recogniser writes them: sound-alikes, no commas, digits as figures."""

from __future__ import annotations

import pytest

from pipeline.checks import confirm_repeat
from pipeline.checks.case import Case
from pipeline.domain.facts import Ticket
from pipeline.domain.finding import Verdict
from pipeline.facts.extract import extract
from pipeline.lexicon import Pack
from tests.builders import agent, call, customer


def ticket(pack: Pack, *utterances: object) -> Ticket:
    return extract(call(*utterances), pack).ticket  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "said", "name"),
    [
        ("请问怎么称呼您", "我性和合制强", "何制强"),
        ("哪个小区的叫什么名字", "立井小区,三栋一四零二,我要张敏。", "张敏"),
        ("您好", "我南门店的店厂郭建国我们那个二号收银台扫码枪走不进去了", "郭建国"),
        ("您贵姓", "国境级其连山的其,其国动", "齐国动"),
        ("您好", "我叫方平方园的房", "方平"),
    ],
)
def test_name(pack: Pack, asked: str, said: str, name: str) -> None:
    assert ticket(pack, agent(asked), customer(said)).name == name


def test_the_surname_is_written_as_one(pack: Pack) -> None:
    assert ticket(pack, agent("喂，是奖丽吧"), customer("是我")).name == "蒋丽"


def test_two_characters_are_mended_only_where_they_are_close(pack: Pack) -> None:
    assert ticket(pack, agent("您好"), customer("嗯，我是管爱军你说。")).unit is None


def test_since_is_the_first_answer_even_without_a_comma(pack: Pack) -> None:
    talk = (agent("请问是几点中村的卡"), customer("又十点二十左右刚刚的事"))
    later = (agent("有没有断过网"), customer("早上网络断过一次8点多后来自己好了"))
    assert ticket(pack, *talk, *later).since == "十点二十左右"
    still = (agent("从什么时候开始的"), customer("周一早上来上班就这样上礼拜五还好好的"))
    assert (ticket(pack, *still).since or "").startswith("周一早上")


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("为你好我们大厅的自助机打不开了", "自助机打不开了"),
        ("是通达宽带吗我要投诉我家宽带被挖断了", "宽带被挖断了"),
        ("你好我是财务部的陶影我那个报销系统登部上去", "报销系统登部上去"),
    ],
)
def test_the_problem_is_no_greeting_and_no_introduction(pack: Pack, said: str, problem: str) -> None:
    assert ticket(pack, agent("您好"), customer(said)).problem == problem


def confirmed(pack: Pack, *utterances: object) -> Verdict:
    talk = call(*utterances)  # type: ignore[arg-type]
    return confirm_repeat.judge(Case(talk, extract(talk, pack), pack)).verdict


def test_an_address_read_back_in_other_characters(pack: Pack) -> None:
    talk = (customer("我家住平安礼8号楼203"), agent("平安李八号罗二零三,好"))
    assert confirmed(pack, *talk) is Verdict.PASS


def test_urging_is_no_reading_back(pack: Pack) -> None:
    assert confirmed(pack, customer("师傅怎么还不来"), agent("我给你推一下")) is Verdict.FAIL
