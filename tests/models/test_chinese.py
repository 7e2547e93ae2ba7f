"""Script conversion keeps every offset."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.chinese import simplified


@pytest.mark.parametrize(
    ("given_text", "wanted"),
    [
        ("請問您的電話號碼是", "请问您的电话号码是"),
        ("您先別著急", "您先别着急"),
        ("著名的著作", "著名的著作"),
        ("１３９，Ａ座", "１３９，Ａ座"),
    ],
)
def test_simplified(given_text: str, wanted: str) -> None:
    assert simplified(given_text) == wanted


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x9FFF), max_size=40))
def test_length_is_kept(text: str) -> None:
    assert len(simplified(text)) == len(text)
