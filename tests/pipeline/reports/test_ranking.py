"""Ranks that refuse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reports.ranking import more_needed, standings
from pipeline.statistics.estimate import MINIMUM, Estimate


def figure(value, half, n=50):
    return Estimate(n, value, value - half, value + half)


def test_clear_differences_are_ranked():
    assert [s.rank for s in standings([figure(70, 1), figure(90, 1), figure(80, 1)])] == [3, 1, 2]


def test_who_overlaps_shares_the_places_and_is_told_what_it_takes():
    best, second, last = standings([figure(90, 3), figure(88, 3), figure(60, 1)])
    assert (best.rank, second.rank, last.rank) == (None, None, 3)
    assert best.text.startswith("并列第 1–2 名，与 1 个无法区分")
    assert best.more_calls == 50 * 8
    assert "还需要约 400 通才能区分" in best.text


def test_a_small_sample_is_no_rank_whatever_it_scores():
    small, large = standings([Estimate(MINIMUM - 1, 100, 99, 100), figure(50, 1)])
    assert small.rank is None
    assert small.text == f"样本不足（{MINIMUM - 1}，至少 {MINIMUM}）"
    assert large.rank == 1


def test_equal_means_can_never_be_told_apart():
    assert more_needed(figure(80, 2), figure(80, 2)) is None


@pytest.mark.parametrize("distance", [5e-324, 1e-200, 1e-100, 1e-9])
def test_a_difference_next_to_nothing_is_no_number_of_calls(distance):
    assert more_needed(figure(distance, 2), figure(0.0, 2)) is None


def test_nobody_and_nothing_known():
    assert standings([]) == []
    assert standings([Estimate(0)])[0].rank is None


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 20), st.integers(0, 60)), max_size=12))
def test_a_rank_is_given_to_one_only_and_never_against_the_intervals(drawn):
    figures = [Estimate(n, v, v - h, v + h) for v, h, n in drawn]
    ranked = [(s.rank, f) for s, f in zip(standings(figures), figures, strict=True) if s.rank is not None]
    assert len({rank for rank, _ in ranked}) == len(ranked)
    for (one, a), (other, b) in ((x, y) for x in ranked for y in ranked):
        if one < other:
            assert a.low > b.high
