"""Charts: places stay inside the drawing, intervals hold their dot, gaps are left out."""

from hypothesis import given
from hypothesis import strategies as st

from api.pages.views.charts import Measured, Scale, interval, scale_of, trend

numbers = st.floats(-1000, 1000, allow_nan=False)


@given(numbers, numbers, numbers)
def test_a_place_is_always_inside_the_drawing(low, width, value):
    assert 0 <= Scale(low, low + abs(width)).place(value) <= 100


@given(st.lists(st.floats(0, 100), min_size=1))
def test_a_scale_holds_every_value(values):
    scale = scale_of(values, most=100.0)
    assert scale.low <= min(values)
    assert max(values) <= scale.high
    assert scale.low < scale.high


@given(st.lists(st.floats(0, 1000), min_size=1))
def test_there_are_few_ticks_and_all_lie_inside(values):
    scale = scale_of(values, step=5.0)
    assert all(0 <= tick.place <= 100 for tick in scale.ticks())


def test_ticks_are_round_values():
    assert [t.text for t in Scale(60, 100).ticks()] == ["60", "70", "80", "90", "100"]
    assert [t.text for t in Scale(0, 100).ticks()] == ["0", "25", "50", "75", "100"]


def test_without_values_there_is_still_a_scale():
    assert scale_of([None], most=100.0) == Scale(0, 100)
    assert scale_of([100.0], most=100.0) == Scale(90, 100)


def test_an_interval_holds_its_dot():
    shown = interval(Scale(0, 100), 80, 70, 85, "80")
    assert shown.low <= shown.at <= shown.high
    assert interval(Scale(0, 100), None, None, None, "") is None
    alone = interval(Scale(0, 100), 80, None, None, "80")
    assert alone.low == alone.at == alone.high


def test_a_trend_leaves_gaps_out_and_draws_the_band_of_the_rest():
    chart = trend([Measured("W1", 50, 40, 60), Measured("W2", None), Measured("W3", 70, 60, 80)], Scale(0, 100), "")
    assert chart.line == "0.00,50.00 100.00,30.00"
    assert chart.band == "0.00,40.00 100.00,20.00 100.00,40.00 0.00,60.00"
    assert [dot.label for dot in chart.dots] == ["W1", "W3"]


def test_one_point_is_no_trend():
    assert trend([Measured("W1", 50)], Scale(0, 100), "") is None
    assert trend([], Scale(0, 100), "") is None
