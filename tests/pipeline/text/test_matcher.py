from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.finding import MatchKind
from pipeline.text.matcher import Hit, PhraseMatcher


def find(phrase: str, text: str) -> list[Hit]:
    return PhraseMatcher({"key": [phrase]}).find(text)


def test_a_phrase_is_found_where_it_was_said() -> None:
    text = "那个，大概明天才能有人过去。"
    (hit,) = find("大概", text)
    assert (hit.key, hit.phrase, hit.quote, hit.kind, hit.score) == ("key", "大概", "大概", MatchKind.EXACT, 1.0)
    assert text[hit.start : hit.end] == "大概"


def test_spaces_commas_and_width_do_not_matter() -> None:
    (hit,) = find("wifi没信号", "您的 ＷｉＦｉ，没信号吗")
    assert hit.quote == "ＷｉＦｉ，没信号"
    assert hit.kind is MatchKind.EXACT


@pytest.mark.parametrize(
    ("phrase", "heard", "quote"),
    [
        ("运维工程师", "我是因为工程师小李", "因为工程师"),
        ("运维工程师", "我是运为工程师小李", "运为工程师"),
        ("运维工程师", "我是院为工程师小李", "院为工程师"),
        ("市档案馆", "这里是当案馆", "是当案馆"),
        ("畅通", "请保持电话唱通", "唱通"),
        ("硒鼓", "换一个西股", "西股"),
        ("与您联系", "稍后语宁联系", "语宁联系"),
        ("请稍等", "请烧等一下", "请烧等"),
        ("您好", "你好", "你好"),
        ("一三八", "以三八零零", "以三八"),
        ("不归我管", "这个不贵我管", "不贵我管"),
        ("我也不清楚", "我也不轻楚", "我也不轻楚"),
        ("反映也没用", "反映了也没用", "反映了也没用"),
    ],
)
def test_misheard_phrases_are_found_by_their_sound(phrase: str, heard: str, quote: str) -> None:
    (hit,) = find(phrase, heard)
    assert (hit.quote, hit.kind) == (quote, MatchKind.SOUND)
    assert 0.6 <= hit.score < 1


@pytest.mark.parametrize(
    ("phrase", "heard"),
    [
        ("运维", "因为"),  # an everyday word
        ("不行", "不信"),
        ("行", "型"),  # one syllable is never matched by its sound
        ("我们不负责", "这个我们负责"),  # a lost negation is another meaning
        ("这个不会", "这个都会"),
        ("喂你", "喂，您好"),  # the polite form of a blunt one
        ("或许", "这批货，需要搬上楼"),  # across a pause
        ("不用你操心", "不会卡纸的"),
        ("你自己去问", "您自己回去看"),
    ],
)
def test_other_words_are_not_taken_for_a_phrase(phrase: str, heard: str) -> None:
    assert find(phrase, heard) == []


def test_a_short_phrase_lies_inside_one_sentence() -> None:
    assert find("什么", "为什。么") == []
    assert len(find("不行这是规定", "不行。这是规定。")) == 1


def test_of_overlapping_hits_of_one_key_the_longest_remains() -> None:
    hits = PhraseMatcher({"a": ["再说一遍", "你再说一遍"], "b": ["再说"]}).find("你再说一遍")
    assert [(hit.key, hit.phrase) for hit in hits] == [("a", "你再说一遍"), ("b", "再说")]


def test_the_characters_win_over_the_sound() -> None:
    (hit,) = PhraseMatcher({"a": ["唱通了吗", "畅通"]}).find("畅通了吗")
    assert (hit.phrase, hit.kind) == ("畅通", MatchKind.EXACT)


def test_every_occurrence_is_found() -> None:
    assert [hit.start for hit in find("可能", "可能是，也可能不是，可能。")] == [0, 5, 10]


@given(st.text(alphabet="您好请稍等我不是知道行的。，？ ab1", max_size=60))
def test_hits_quote_the_original_text(text: str) -> None:
    matcher = PhraseMatcher({"a": ["请稍等", "不知道"], "b": ["您好", "行", "1"], "c": ["我不是知道的"]})
    hits = matcher.find(text)
    assert hits == sorted(hits, key=lambda hit: hit.start)
    for hit in hits:
        assert 0 <= hit.start < hit.end <= len(text)
        assert hit.quote == text[hit.start : hit.end]


AROUND = st.text(max_size=10)


@given(st.text(alphabet="您好请稍等我不是知道行的", min_size=1, max_size=12), AROUND, AROUND)
def test_whatever_is_listed_is_found(phrase: str, before: str, after: str) -> None:
    assert any(phrase in hit.quote for hit in find(phrase, before + phrase + after))


def test_no_phrases_find_nothing() -> None:
    assert PhraseMatcher({}).find("您好") == []
