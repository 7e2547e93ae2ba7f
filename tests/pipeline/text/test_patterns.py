from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.finding import MatchKind
from pipeline.text.patterns import PatternError, PatternMatcher, unfold


def heard(pattern: str, text: str) -> str | None:
    """What a pattern finds first in a text."""
    hits = PatternMatcher({"key": [pattern]}, {"thing": ["帮助", "需要"]}).find(text)
    return hits[0].quote if hits else None


@pytest.mark.parametrize(
    ("pattern", "text", "quote"),
    [
        ("还有其他", "请问还有其他问题吗", "还有其他"),
        ("请问…帮您", "请问有什么可以帮您的", "请问有什么可以帮您"),
        ("请...稍等", "请您稍等", "请您稍等"),
        ("请问……帮您", "请问，有什么可以帮您", "请问，有什么可以帮您"),
        ("(请|麻烦)您(稍|)等", "麻烦您等一下", "麻烦您等"),
        ("（请｜麻烦）您", "请您说", "请您"),
        ("(我|(您|你)们)好", "你们好", "你们好"),
        ("还有什么{thing}", "还有什么需要吗", "还有什么需要"),
        ("^什么$", "嗯，什么？", "什么"),
        ("^什么$", "好的。什么？", "什么"),
        ("再见$", "那就再见啊", "再见"),
        ("甲…2乙", "甲一二乙", "甲一二乙"),
    ],
)
def test_patterns_are_found(pattern: str, text: str, quote: str) -> None:
    assert heard(pattern, text) == quote


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("请问…帮您", "请问一二三四五六七八九帮您"),  # farther than the gap
        ("甲…2乙", "甲一二三乙"),
        ("请问…帮您", "请问。帮您"),  # the end of a sentence lies between
        ("请…稍等", "稍等，请"),  # the other way round
        ("^什么$", "什么时候"),
        ("^什么", "有什么"),
        ("还有什么{thing}", "还有什么问题"),
    ],
)
def test_patterns_are_not_found(pattern: str, text: str) -> None:
    assert heard(pattern, text) is None


def test_a_wide_gap_may_cross_a_sentence() -> None:
    assert heard("对不起…20再说一遍", "对不起。我没听清，您再说一遍") is not None


def test_one_misheard_piece_makes_the_hit_a_sound_alike() -> None:
    (hit,) = PatternMatcher({"keep_open": ["请…电话畅通"]}).find("请您保持电话唱通")
    assert (hit.kind, hit.phrase, hit.quote) == (MatchKind.SOUND, "请…电话畅通", "请您保持电话唱通")


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("(甲|乙", "右括号"),
        ("甲)", "右括号"),
        ("", "文字"),
        ("…", "文字"),
        ("(甲|)", "文字"),
        ("{no}好", "no"),
        ("甲^乙", "不能出现"),
        ("甲{乙", "不能出现"),
        ("(一|二|三|四|五|六|七|八|九|十)" * 4, "拆成"),
    ],
)
def test_a_malformed_pattern_is_explained(pattern: str, problem: str) -> None:
    with pytest.raises(PatternError, match=problem):
        unfold(pattern)


@given(st.text(alphabet="甲乙丙(|)…3{}^$（）. ", max_size=20))
def test_any_text_is_read_or_refused(pattern: str) -> None:
    try:
        ways = unfold(pattern).ways
    except PatternError:
        return
    assert all(way.literals and len(way.gaps) == len(way.literals) - 1 for way in ways)


LITERALS = st.lists(st.sampled_from(["您好", "请问", "帮助", "再见"]), min_size=1, max_size=4)


@given(LITERALS, st.text("一二三四", max_size=8))
def test_literals_in_order_are_found_across_gaps(literals: list[str], between: str) -> None:
    assert heard("…".join(literals), between.join(literals)) is not None
