from __future__ import annotations

import pytest

from pipeline.domain.facts import Ticket
from pipeline.facts.extract import extract
from pipeline.lexicon import Pack
from tests.builders import agent, call, customer


def ticket(pack: Pack, *utterances: object, direction: str = "inbound") -> Ticket:
    return extract(call(*utterances, direction=direction), pack).ticket  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("我姓蒲，蒲公英的蒲，蒲世荣。", "蒲世荣"),
        ("我是门诊二楼儿科的护士陈晓燕，叫号屏黑了。", "陈晓燕"),
        ("我叫阮雯，耳元阮。", "阮雯"),
        ("我信庞，庞大的庞，你写庞大鹏就行。", "庞大鹏"),  # 姓 heard as 信
        ("我是行政，宋扬。", "宋扬"),
    ],
)
def test_name(pack: Pack, said: str, name: str) -> None:
    assert ticket(pack, agent("请问您怎么称呼？"), customer(said)).name == name


def test_a_repairman_called_ma_is_not_the_caller(pack: Pack) -> None:
    assert ticket(pack, agent("您好"), customer("来了个姓马的师傅，换了个灯泡。")).name is None


@pytest.mark.parametrize(
    ("said", "unit"),
    [
        ("我是和平街道办的，我姓董。", "和平街道办"),
        ("我是兄弟烧烤的，那个刷卡机不吐小票了。", "兄弟烧烤"),
        ("我在茂林幼儿园上班。", "茂林幼儿园"),
    ],
)
def test_unit(pack: Pack, said: str, unit: str) -> None:
    assert ticket(pack, agent("您好，请问有什么可以帮您？"), customer(said)).unit == unit


def test_unit_in_answer_to_the_question(pack: Pack) -> None:
    assert ticket(pack, agent("贵单位是哪一家？"), customer("浩川纺织。早班交接的时候开始的。")).unit == "浩川纺织"


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("沙坪街，呃，不对，沙坝街四十七号，三单元五楼二号。", "沙坝街四十七号三单元五楼二号"),
        ("我住平安里八号楼二零三。", "平安里八号楼二零三"),
        ("红旗街跃进小区，十四号楼，四单元，三零二。", "红旗街跃进小区十四号楼四单元三零二"),
    ],
)
def test_address(pack: Pack, said: str, address: str) -> None:
    assert ticket(pack, agent("您的地址麻烦说一下。"), customer(said)).address == address


@pytest.mark.parametrize("said", ["我不知道怎么弄。", "旧机器里面那些书怎么挪？", "我这边线路挺好的。"])
def test_no_address(pack: Pack, said: str) -> None:
    assert ticket(pack, agent("您好"), customer(said)).address is None


def test_since_prefers_the_answer_over_when_it_still_worked(pack: Pack) -> None:
    talk = (agent("从几点开始的？"), customer("今天早上七点半开门就这样，昨天晚上还好好的呢。"))
    assert ticket(pack, *talk).since == "今天早上七点半开门"


def test_problem_is_short_and_keeps_the_thing(pack: Pack) -> None:
    found = ticket(pack, agent("您好"), customer("我们大厅那台社保自助机啊，把一位老人家的卡给吞了。")).problem
    assert found == "社保自助机把一位老人家卡给吞了"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("我想给我孙子约个号，牙疼，饭都吃不下了。", "想给我孙子约个号，牙疼饭吃不下了"),
        ("我的积分少了一大截，到底还剩多少啊？", "积分少一大截，到底还剩多少"),
        ("我家那个洗碗机，一按启动，就报错。", "洗碗机一按启动就报错"),
        ("电梯停电了，你们能不能快点来？", "电梯停电了"),
    ],
)
def test_problem_keeps_the_wish_and_the_thing(pack: Pack, said: str, expected: str) -> None:
    assert ticket(pack, agent("您好"), customer(said)).problem == expected


def test_nothing_said_nothing_written(pack: Pack) -> None:
    assert ticket(pack, agent("您好"), customer("喂？")) == Ticket()
    assert ticket(pack) == Ticket()
