from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.normalise import SENTENCE_MARKS, normalise, spelling

SPOKEN = st.text(alphabet=st.sampled_from("您好，。？ＡＢｃ１２⑶㈱ﬁ　 Ⅳ…？!喂ｶﾞ𠮷é"), max_size=40) | st.text(max_size=40)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("您好，ＡＢＣ！", "您好abc"), ("　１３８ 00", "13800"), ("100%", "100%"), ("「停电」——了…", "停电了"), ("", "")],
)
def test_one_spelling(text: str, expected: str) -> None:
    assert normalise(text).text == spelling(text) == expected


@given(SPOKEN)
def test_every_character_comes_from_its_place(text: str) -> None:
    normal = normalise(text)
    assert normal.text == spelling(text)
    assert len(normal.offsets) == len(normal.sentences) == len(normal.text)
    assert list(normal.offsets) == sorted(normal.offsets)
    assert all(c in spelling(text[offset]) for c, offset in zip(normal.text, normal.offsets, strict=True))


@given(SPOKEN, st.data())
def test_a_stretch_leads_back_to_what_was_said(text: str, data: st.DataObject) -> None:
    normal = normalise(text)
    i = data.draw(st.integers(0, len(normal.text)))
    j = data.draw(st.integers(i, len(normal.text)))
    start, end = normal.original_span(i, j)
    assert 0 <= start <= end <= len(text)
    assert normal.text[i:j] in spelling(text[start:end])


@given(SPOKEN)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = spelling(text)
    assert spelling(once) == once


@given(SPOKEN)
def test_sentences_are_counted_by_their_marks(text: str) -> None:
    normal = normalise(text)
    for offset, count in zip(normal.offsets, normal.sentences, strict=True):
        assert count == sum(c in SENTENCE_MARKS for c in text[:offset])


def test_a_stretch_outside_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="stretch"):
        normalise("您好").original_span(1, 3)
