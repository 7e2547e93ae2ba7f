"""Words such as 工号 or 订单 before a number don't show a mobile number, an identity card or a bank card."""

import pytest

from pipeline.privacy import EVERYTHING, mask, spans
from pipeline.privacy.labels import masked_label
from tests.pipeline.review.calls import pack

WORDS = ("工号", "单号", "订单", "订单号", "编号", "发票", "发票号", "运单", "流水号", "批号", "序列号", "型号")
NUMBERS = (
    "13927456081",
    "幺三九二七四五六零八幺",
    "11010519491231002X",
    "6222021234567890128",
    "139 2745 6081",
    "幺三九四个八三个零二",
)
FORMS = (
    "{word}是{number}。",
    "我的{word}{number}",
    "{word}没有，{number}",
    "{word}，嗯，{number}，对",
    "{word}里的号码是{number}",
)


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_that_are_plainly_somebodys_are_hidden_behind_any_word(word, number):
    for form in FORMS:
        text = form.format(word=word, number=number)
        masked = mask(text, spans(text, pack()), EVERYTHING)
        assert number not in masked
        assert masked.count("*") >= 3  # 139****6081; of what is said in words less


@pytest.mark.parametrize(
    ("label", "masked"),
    [
        ("13927456081", "139********"),
        ("20260105-090300_13927456081_in.wav", "20260105-090300_139********_in.wav"),
        ("20260105090300.wav", "20260105090300.wav"),
        ("call-1001.wav", "call-1001.wav"),
        ("2026010513927456081.wav", "202****************.wav"),
        ("a.b@qq.com 的投诉", "*" * 10 + " 的投诉"),
        ("客户13927456081投诉", "客户139********投诉"),
    ],
)
def test_names_of_files_and_collections_hide_numbers_and_keep_dates(label, masked):
    assert masked_label(label) == masked
