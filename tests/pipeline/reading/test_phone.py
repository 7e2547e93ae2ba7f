from __future__ import annotations

from pipeline.facts.extract import extract
from pipeline.lexicon import Pack
from tests.builders import agent, call, customer


def phone(pack: Pack, *utterances: object) -> str | None:
    return extract(call(*utterances), pack).ticket.phone  # type: ignore[arg-type]


ASK = agent("请您留一个联系电话好吗？")


def test_one_go(pack: Pack) -> None:
    assert phone(pack, ASK, customer("你记一下啊，幺三九，二七四五，六零八幺。")) == "13927456081"


def test_over_several_utterances_with_the_agent_in_between(pack: Pack) -> None:
    talk = (customer("幺三九"), agent("嗯"), customer("二七四五"), agent("二七四五"), customer("六零八幺"))
    assert phone(pack, ASK, *talk) == "13927456081"


def test_corrected_in_the_middle_and_area_code_last(pack: Pack) -> None:
    assert phone(pack, ASK, customer("七三二，八八四六，不对不对，八八六四，区号零七幺九。")) == "07197328864"


def test_the_last_digits_said_again_are_not_appended(pack: Pack) -> None:
    talk = (customer("幺五九，四四零七，八六三二。"), agent("后四位麻烦您再说一遍可以吗？"), customer("八六三二。"))
    assert phone(pack, ASK, *talk) == "15944078632"


def test_the_last_digits_corrected(pack: Pack) -> None:
    talk = (
        customer("幺五九，四四零七，八六三二。"),
        agent("后四位是八六三二对吗？"),
        customer("不对，后四位是八六三七。"),
    )
    assert phone(pack, ASK, *talk) == "15944078637"


def test_an_accepted_reading_back_mends_what_was_misheard(pack: Pack) -> None:
    talk = (customer("幺三九，二七四五，六零八。"), agent("幺三九二七四五六零八幺，对吗？"), customer("对，没错。"))
    assert phone(pack, ASK, *talk) == "13927456081"


def test_extension(pack: Pack) -> None:
    assert phone(pack, agent("分机多少？"), customer("分机六幺零二，八楼财务部。")) == "6102"
    assert phone(pack, agent("您说吧。"), customer("分析6102，八楼财务部。")) == "6102"  # as recognised


def test_other_numbers_are_no_telephone(pack: Pack) -> None:
    assert phone(pack, agent("工号幺零幺五，很高兴为您服务"), customer("户号是八八零，零四幺，二六。")) is None
    assert phone(pack, agent("身份证后四位。"), customer("五、零、幺、七。")) is None
    assert phone(pack, agent("哪个小区？"), customer("丽景小区，三栋一四零二。")) is None
