from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.sentences import split_sentences


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


def test_cut_at_sentence_marks() -> None:
    assert pieces("您好。 请稍等！好吗？") == ["您好。", "请稍等！", "好吗？"]


def test_short_sentences_keep_their_commas() -> None:
    assert pieces("好的，我知道了，谢谢。") == ["好的，我知道了，谢谢。"]


def test_long_sentences_are_cut_at_commas() -> None:
    text = "您好，这里是市人民医院信息科服务热线，我是零三号工程师，请问有什么可以帮助您？"
    assert pieces(text)[-1] == "请问有什么可以帮助您？"
    assert len(pieces(text)) > 2


def test_text_without_punctuation_is_cut_at_likely_places() -> None:
    text = "您好这里是市人民医院信息科服务热线我是零三号工程师请问有什么可以帮助您的吗"
    assert pieces(text)[-1] == "请问有什么可以帮助您的吗"


@given(st.text(alphabet="您好。，？！；吗那请问 的我们\n”", max_size=120))
def test_nothing_that_was_said_is_lost(text: str) -> None:
    spans = split_sentences(text)
    assert all(a < b for a, b in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    kept = "".join(text[a:b] for a, b in spans)
    assert kept.replace(" ", "").replace("\n", "") == text.replace(" ", "").replace("\n", "")
