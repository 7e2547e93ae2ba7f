"""The same facts said in other ways: names, organisations, places, beginnings, problems."""

from __future__ import annotations

import pytest

from pipeline.domain.facts import SlotState, Ticket
from pipeline.facts.extract import extract
from pipeline.lexicon import Pack
from tests.builders import agent, call, customer

HELLO = agent("您好，这里是远山燃气，请问有什么可以帮您？")


def ticket(pack: Pack, *utterances: object, direction: str = "inbound") -> Ticket:
    return extract(call(*utterances, direction=direction), pack).ticket  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "said", "name"),
    [
        ("您贵姓？", "我姓李，木子李，单名一个军字。", "李军"),
        ("怎么称呼？", "你就叫我小段吧。", "段"),
        ("联系人姓名呢？", "就写尹志平。", "尹志平"),
        ("联系人写谁？", "写我，尹志平。", "尹志平"),
        ("请讲。", "你好，开发区管委会董长河，我们这儿网断了。", "董长河"),
        ("请讲。", "你登记陆小曼的名字吧。", "陆小曼"),
    ],
)
def test_name(pack: Pack, asked: str, said: str, name: str) -> None:
    assert ticket(pack, HELLO, customer("灶坏了。"), agent(asked), customer(said)).name == name


@pytest.mark.parametrize(
    "said",
    [
        "新的在库里，我叫人去拿。",
        "到了叫我下来开门。",
        "我不知道是不是阀门的毛病。",
        "我寻思它是烧气的。",
        "那我真的不能占着。",
    ],
)
def test_what_is_no_name(pack: Pack, said: str) -> None:
    assert ticket(pack, HELLO, customer("灶坏了。"), agent("请问您贵姓？"), customer(said)).name is None


def test_a_record_that_the_customer_says_is_hers(pack: Pack) -> None:
    talk = (HELLO, customer("我报电话你查。"), agent("宋，宋佳音，梅苑三号楼？"), customer("对，就是我。"))
    assert ticket(pack, *talk).name == "宋佳音"


@pytest.mark.parametrize(
    ("said", "unit"),
    [
        ("你好，我质控科的沈一凡，打印机坏了。", "质控科"),
        ("你好，我稽核组小万，系统登不上。", "稽核组"),
        ("我们是长风阀门厂，我叫邹平，变压器响。", "长风阀门厂"),
        ("我在街口开了个豆腐坊，电压老不够。", "豆腐坊"),
        ("我自己开一家修车的小铺，网络断了。", "修车铺"),
    ],
)
def test_unit(pack: Pack, said: str, unit: str) -> None:
    assert ticket(pack, HELLO, customer(said)).unit == unit


@pytest.mark.parametrize("said", ["我住的酒店没热水，我要投诉。", "我是三楼的住户，我家没电了。"])
def test_no_unit(pack: Pack, said: str) -> None:
    assert ticket(pack, HELLO, customer(said)).unit is None


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("我们这里是柳河湾，电线杆倒了。", "柳河湾"),
        ("我在十二楼，打印机坏了。", "十二楼"),
        ("我住福安里，暖气不热。", "福安里"),
        ("我在青阳服务区，充电枪拔不下来。", "青阳服务区"),
        ("快递在长兴街驿站，取件码没了。", "长兴街驿站"),
        ("地下二层的电梯按不动。", "地下二层"),
        ("那个饭卡在三食堂刷不了。", "三食堂"),
    ],
)
def test_address(pack: Pack, said: str, address: str) -> None:
    assert ticket(pack, HELLO, customer(said)).address == address


@pytest.mark.parametrize(
    ("asked", "said", "address"),
    [
        ("您是哪个村？", "松树岭。", "松树岭"),
        ("您现在人在哪里？", "在南宁呢，酒店里。", "南宁酒店里"),
        ("您住哪儿？", "金水湾二期，十一幢，一零三。", "金水湾二期十一幢一零三"),
        ("具体什么位置呢？", "学校南门口。", "学校南门口"),
    ],
)
def test_the_whole_answer_is_the_address(pack: Pack, asked: str, said: str, address: str) -> None:
    assert ticket(pack, HELLO, customer("没水了。"), agent(asked), customer(said)).address == address


@pytest.mark.parametrize(
    "said", ["刚刚也看过管路，没打折。", "她叫庄梦瑶。", "每个办公室都一样。", "到时候找值班室。", "对不住啊兄弟。"]
)
def test_no_address(pack: Pack, said: str) -> None:
    assert ticket(pack, HELLO, customer(said)).address is None


@pytest.mark.parametrize(
    ("said", "since"),
    [
        ("今天又漏了，你们上个礼拜四来修的。", "今天"),
        ("一开就响，前年双十一买的。", None),
        ("昨天充了钱，读卡错误，我今天晚上怎么办？", "昨天"),
        ("好多年了，自己买的，有五六年了。", None),
    ],
)
def test_since(pack: Pack, said: str, since: str | None) -> None:
    assert ticket(pack, HELLO, customer(said)).since == since


def test_a_guess_does_not_replace_what_was_told(pack: Pack) -> None:
    talk = (HELLO, customer("昨天半夜开始就冰凉。"), agent("大概是几点凉下来的？"), customer("可能两三点吧。"))
    assert ticket(pack, *talk).since == "昨天半夜开始"


def test_the_order_of_an_outbound_call_says_when(pack: Pack) -> None:
    talk = (agent("您好，想跟您回访一下十八号那次抢修。"), customer("刚才又响了一下。"))
    assert ticket(pack, *talk, direction="outbound").since == "十八号"


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("我家厨房有煤气味，可能是早上忘了关。", "有煤气味"),
        ("小宁你好，我家的门禁卡刷不开了。", "门禁卡刷不开了"),
        ("我那洗衣机，你们上个礼拜来修的，换了个什么泵，又漏了一地水。", "洗衣机漏一地水"),
        ("停电咯！", "停电"),
        ("取件码我不小心删了。", "取件码删了"),
    ],
)
def test_problem(pack: Pack, said: str, problem: str) -> None:
    assert ticket(pack, HELLO, customer(said)).problem == problem


def test_what_was_ordered(pack: Pack) -> None:
    talk = (agent("您好，您是前天在网上报滤网堵的那家吧？"), customer("对。"))
    assert ticket(pack, *talk, direction="outbound").problem == "滤网堵"


def test_wrong_number_leaves_no_order(pack: Pack) -> None:
    facts = extract(
        call(
            agent("您好，青石小区物业。"),
            customer("请问是金桥驾校吗？孩子说是周三报名。"),
            agent("我们这里是物业，不是驾校，您打错了。"),
            customer("我看看，六四七七三一零九。"),
        ),
        pack,
    )
    assert facts.ticket == Ticket(problem="打错电话，想找金桥驾校")
    assert {facts.five_w[slot].state for slot in ("when", "who", "where")} == {SlotState.MISSING}
