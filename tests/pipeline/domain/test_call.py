from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.call import Anchor, Role, Utterance
from tests.builders import agent, call, customer, system


@st.composite
def spoken(draw: st.DrawFn) -> Utterance:
    text = "字" * draw(st.integers(0, 40))
    start = draw(st.floats(0, 1000))
    end = start + draw(st.floats(0, 60))
    chars = sorted(draw(st.sets(st.integers(0, max(len(text), 1)), max_size=6)))
    times = sorted(draw(st.lists(st.floats(start, end), min_size=len(chars), max_size=len(chars))))
    return Utterance(0, Role.AGENT, start, end, text, anchors=tuple(map(Anchor, chars, times)))


@given(spoken(), st.integers(-3, 50), st.integers(-3, 50))
def test_time_never_runs_back_nor_leaves_the_utterance(utterance: Utterance, one: int, other: int) -> None:
    earlier, later = utterance.time_at(min(one, other)), utterance.time_at(max(one, other))
    assert utterance.start - 1e-6 <= earlier <= later + 1e-6
    assert later <= utterance.end + 1e-6


def test_without_anchors_time_runs_evenly() -> None:
    utterance = agent("一二三四", 10.0, 14.0)
    assert [utterance.time_at(i) for i in range(5)] == [10.0, 11.0, 12.0, 13.0, 14.0]


def test_anchors_hold() -> None:
    utterance = agent("一二三四", 10.0, 14.0, anchors=(Anchor(2, 13.0),))
    assert utterance.time_at(2) == 13.0
    assert utterance.time_at(1) == pytest.approx(11.5)


def test_turns_join_one_role_and_announcements_stand_alone() -> None:
    made = call(agent("您好"), agent("请讲"), system("请稍候"), agent("在"), customer("喂"))
    assert [(t.role, t.text) for t in made.turns()] == [
        (Role.AGENT, "您好请讲"),
        (Role.SYSTEM, "请稍候"),
        (Role.AGENT, "在"),
        (Role.CUSTOMER, "喂"),
    ]


def test_replies_are_neighbours() -> None:
    made = call(customer("喂"), agent("您好"), customer("在吗"), system("嘟"), agent("在"))
    assert [(a.text, b.text) for a, b in made.replies(Role.CUSTOMER, Role.AGENT)] == [("喂", "您好")]
