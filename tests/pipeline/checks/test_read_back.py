"""Reading back from the record, in the customer's words, and by sound."""

from __future__ import annotations

import pytest

from pipeline.checks.case import Case
from pipeline.checks.confirm_repeat import judge
from pipeline.domain.finding import Verdict
from pipeline.facts.extract import extract
from pipeline.lexicon import Pack
from pipeline.reading.sounds import spelt_sounds
from tests.builders import agent, call, customer
from tests.pipeline.facts.shipped import slots_only


@pytest.fixture(scope="module")
def pack() -> Pack:
    return slots_only()


def verdict(pack: Pack, *utterances: object) -> Verdict:
    made = call(*utterances)  # type: ignore[arg-type]
    return judge(Case(made, extract(made, pack), pack)).verdict


@pytest.mark.parametrize("reply", ["嗯，对的。", "还是这个。", "不对，是二零六。"])
def test_a_record_read_out_and_answered(pack: Pack, reply: str) -> None:
    talk = (customer("你说吧。"), agent("地址是长兴路八十八弄，六号二零三？"), customer(reply))
    assert verdict(pack, *talk) is Verdict.PASS


def test_a_record_read_out_without_an_answer(pack: Pack) -> None:
    talk = (customer("你说吧。"), agent("地址是长兴路八十八弄，六号二零三？"), customer("几点来啊？"))
    assert verdict(pack, *talk) is Verdict.FAIL


@pytest.mark.parametrize("said", ["河这边停了，河那边亮着，对不对？", "河这边停了，我记下了。", "您是说河这边停了。"])
def test_the_customers_own_words(pack: Pack, said: str) -> None:
    passed = verdict(pack, customer("我们河这边停了，河那边还亮起的。"), agent(said))
    assert passed is (Verdict.PASS if "您是说" not in said else Verdict.FAIL)


def test_other_words_with_a_question_are_none(pack: Pack) -> None:
    assert verdict(pack, customer("我家没电了。"), agent("是空调跳闸引起的，对不对？")) is Verdict.FAIL


def test_a_summary_is_announced(pack: Pack) -> None:
    said = "那我给您小结一下：两台挂机，一台柜机，活动价三百六。"
    assert verdict(pack, customer("好的，我知道了。"), agent(said)) is Verdict.PASS


def test_misheard_on_the_customers_side(pack: Pack) -> None:
    talk = (customer("福兴礼9号罗尔林森。"), agent("福兴里九号楼二零三，好，给你报上了。"))
    assert verdict(pack, *talk) is Verdict.PASS


def test_another_house_is_no_reading_back(pack: Pack) -> None:
    talk = (customer("福兴礼9号罗尔林森。"), agent("锦江花园三单元十五楼一五零二，好，给你报上了。"))
    assert verdict(pack, *talk) is Verdict.FAIL


def test_spelt_sounds_have_five_letters_a_character() -> None:
    assert len(spelt_sounds("八号，楼3")) == 20
