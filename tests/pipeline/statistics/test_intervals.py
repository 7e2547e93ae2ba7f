"""Intervals at their edges, and against scipy's own."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pipeline.statistics.intervals import correlation_of, mean_interval, mean_of, share_of, slope_of

SCORES = st.lists(st.floats(0, 100, allow_nan=False), max_size=40)


def test_nothing_measured_is_nothing_known():
    assert mean_of([]).value is None
    assert share_of(0, 0).value is None
    assert share_of(0, 0).low is None
    assert correlation_of([], []).value is None
    assert slope_of([], []).value is None


def test_one_value_has_a_mean_without_an_interval():
    found = mean_of([82.5])
    assert (found.n, found.value, found.low, found.high) == (1, 82.5, None, None)


def test_equal_values_have_an_interval_of_no_width():
    found = mean_of([70.0] * 5)
    assert (found.low, found.value, found.high) == (70.0, 70.0, 70.0)


def test_what_never_changes_has_no_correlation_and_no_slope_in_time():
    assert correlation_of([1.0] * 9, range(9)).value is None
    assert slope_of([3.0] * 9, range(9)).value is None
    assert slope_of(range(9), [5.0] * 9).value == 0.0


def test_the_means_of_several_groups_at_once_may_lack_some():
    low, high = mean_interval([0, 1, 4], [np.nan, 5.0, 5.0], [np.nan, np.nan, 2.0])
    assert np.isnan(low[:2]).all()
    assert low[2] == pytest.approx(5 - 3.182446 * 2 / 2, abs=1e-5)
    assert high[2] == pytest.approx(5 + 3.182446 * 2 / 2, abs=1e-5)


@given(SCORES)
def test_a_mean_lies_in_its_interval_and_scipy_agrees(values):
    found = mean_of(values, 0.0, 100.0)
    assert found.n == len(values)
    if found.low is not None and found.value is not None and found.high is not None:
        assert found.low - 1e-9 <= found.value <= found.high + 1e-9
        assert found.low >= 0.0
        assert found.high <= 100.0
    deviation = np.std(values, ddof=1) if len(values) > 1 else 0
    if len(values) > 1 and deviation > 1e-6:
        low, high = stats.t.interval(0.95, len(values) - 1, np.mean(values), deviation / math.sqrt(len(values)))
        assert found.low == pytest.approx(max(0.0, low))
        assert found.high == pytest.approx(min(100.0, high))


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_lies_in_its_interval_and_scipy_agrees(counted):
    passed, n = counted
    found, known = share_of(passed, n), stats.binomtest(passed, n).proportion_ci(method="wilson")
    assert found.low == pytest.approx(known.low, abs=1e-9)
    assert found.high == pytest.approx(known.high, abs=1e-9)
    assert 0.0 <= found.low <= found.value + 1e-12
    assert found.value - 1e-12 <= found.high <= 1.0


@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), max_size=30))
def test_a_correlation_lies_between_minus_one_and_one(pairs):
    found = correlation_of([x for x, _ in pairs], [y for _, y in pairs])
    if found.value is not None:
        assert -1.000001 <= found.value <= 1.000001
    if found.low is not None and found.high is not None:
        assert -1 <= found.low <= found.high <= 1


@given(SCORES)
def test_more_of_the_same_values_make_the_interval_narrower(values):
    once, twice = mean_of(values), mean_of(values * 2)
    if once.low is not None and twice.low is not None:
        assert twice.high - twice.low <= once.high - once.low + 1e-9
