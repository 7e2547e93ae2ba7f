from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.times import Interval, merge

seconds = st.floats(0, 3600, allow_nan=False)
intervals = st.tuples(seconds, seconds).map(lambda ends: Interval(min(ends), max(ends)))


def test_an_interval_does_not_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="ends"):
        Interval(2.0, 1.0)


@given(intervals, intervals)
def test_overlap_is_shared_by_both_and_no_longer_than_either(a: Interval, b: Interval) -> None:
    assert a.overlap(b) == b.overlap(a)
    assert 0 <= a.overlap(b) <= min(a.duration, b.duration)


@given(st.lists(intervals), st.floats(0, 5))
def test_merged_intervals_are_sorted_apart_and_cover_all(given_ones: list[Interval], gap: float) -> None:
    merged = merge(given_ones, gap)
    assert all(later.start - earlier.end > gap for earlier, later in pairwise(merged))
    assert all(any(m.start <= i.start and i.end <= m.end for m in merged) for i in given_ones)
    assert {m.start for m in merged} <= {i.start for i in given_ones}
    assert {m.end for m in merged} <= {i.end for i in given_ones}


@given(st.lists(intervals), st.floats(0, 5))
def test_merging_twice_changes_nothing(given_ones: list[Interval], gap: float) -> None:
    once = merge(given_ones, gap)
    assert merge(once, gap) == once
