"""Personal data is found however it is said, and its mask keeps every offset."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.privacy import EVERYTHING, Kind, for_role, mask, spans, spans_of_call
from pipeline.privacy.digits import is_bank_card, is_id_card, parts
from tests.builders import agent, call, customer
from tests.pipeline.review.calls import pack

DIGITS = {"零": "0", "幺": "1", "二": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7", "八": "8", "九": "9"}
SPOKEN = {digit: word for word, digit in DIGITS.items()}


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我的电话是13800138000。", "我的电话是138****8000。"),
        ("幺三八，零零幺三，八零零零", "幺三八，****，八零零零"),
        ("座机是零一零，六二三四五六七八", "座机是零一零，****五六七八"),
        ("身份证是11010519491231002X", "身份证是11****************"),
        ("身份证一一零一零五一九四九一二三一零零二叉，对", "身份证一一****************，对"),
        ("卡号是6222021234567890128。", "卡号是***************0128。"),
        ("我叫曹颖，打印机坏了", "我叫曹*，打印机坏了"),
        ("我家在滨海新区洞庭路十八号三单元", "我家在*************"),
        ("工号幺零二三八八九九", "工号幺零二三八八九九"),
        ("等了三百五十块，两天", "等了三百五十块，两天"),
        ("请拨打95598", "请拨打95598"),
        ("二零二六年三月五日下午两点", "二零二六年三月五日下午两点"),
    ],
)
def test_what_is_hidden_and_what_stays(text, masked):
    assert mask(text, spans(text, pack()), EVERYTHING) == masked


def test_a_number_said_in_pieces_is_hidden_in_each_of_them():
    heard = call(agent("您的电话是多少？"), customer("幺三八"), agent("嗯"), customer("零零幺三八零零零"))
    found = spans_of_call(heard, pack())
    assert {1, 3} <= set(found)


def test_a_name_is_hidden_wherever_it_is_said_again():
    heard = call(agent("请问您贵姓？"), customer("我叫陈晓燕。"), agent("陈小燕女士，请稍等。"), customer("好"))
    found = spans_of_call(heard, pack())
    assert mask(heard.utterances[2].text, found[2], EVERYTHING) == "陈**女士，请稍等。"


def test_a_misheard_card_number_is_hidden_all_the_same():
    assert [kind for *_, kind in parts("1101051949123100")] == [Kind.ID_CARD]
    assert [kind for *_, kind in parts("622202123456789012")] == [Kind.BANK_CARD]
    text = "身份证号码您说一下，后面是三零幺五二"
    assert [s.kind for s in spans(text, pack())] == [Kind.ID_CARD]


def test_two_numbers_in_one_breath_are_both_hidden():
    found = parts("1380013800011010519491231002X")
    assert [(a, b, kind) for a, b, kind in found] == [(0, 11, Kind.PHONE), (11, 29, Kind.ID_CARD)]


def test_check_digits():
    assert is_id_card("11010519491231002X")
    assert not is_id_card("110105194912310021")
    assert not is_id_card("11010519491331002X")
    assert is_bank_card("6222021234567890128")
    assert not is_bank_card("6222021234567890123")


@given(st.text("13456789", min_size=9, max_size=9), st.sampled_from(["", "，", " "]))
def test_no_mobile_number_gets_through(rest, pause):
    digits = "13" + rest
    said = pause.join(SPOKEN[d] for d in digits[:3]) + pause + "".join(SPOKEN[d] for d in digits[3:])
    text = f"您记一下，电话是{said}。"
    masked = mask(text, spans(text, pack()), EVERYTHING)
    assert len(masked) == len(text)
    assert masked.count("*") >= 4


@given(st.text("您好我叫张三的电话幺三八零12345 ，。Xx住在路号", max_size=40))
def test_a_mask_keeps_the_length_and_spans_are_disjoint(text):
    found = spans(text, pack())
    assert len(mask(text, found, EVERYTHING)) == len(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert mask(text, found, frozenset()) == text


def test_who_may_see_what():
    assert for_role("reviewer") == for_role("admin") == frozenset()
    assert for_role("agent") == {Kind.ID_CARD, Kind.BANK_CARD}
    assert for_role("trainer") == for_role("whoever comes") == EVERYTHING
