"""The board's figures as text: signs, units, small samples."""

from api.pages.views.board import cell, show_trend, week_label
from api.pages.views.charts import Scale
from pipeline.reports.figures import Trend, WeekPoint
from pipeline.statistics.estimate import MINIMUM, Estimate


def test_a_figure_says_its_interval_and_its_sample():
    shown = cell(Estimate(40, 0.5, 0.35, 0.65), Scale(0, 100), "%", 100.0, 0)
    assert (shown.value, shown.reach, shown.n, shown.enough) == ("50%", "35–65", 40, True)
    assert "样本 40" in shown.drawn.label


def test_only_a_zero_loses_its_minus():
    shown = cell(Estimate(40, 0.17, -0.012, 0.33), Scale(-1, 1), digits=2)
    assert shown.reach == "-0.01–0.33"
    assert cell(Estimate(40, -0.001, None, None), Scale(-1, 1), digits=2).value == "0.00"


def test_a_small_sample_is_drawn_faintly():
    assert not cell(Estimate(MINIMUM - 1, 80.0, 60.0, 100.0), Scale(0, 100)).drawn.firm


def test_nothing_measured_is_a_dash():
    assert cell(Estimate(0), Scale(0, 100)).value == "–"


def test_a_trend_tells_its_slope_only_where_it_is_clear():
    weeks = [WeekPoint(f"2026-W{n}", Estimate(12, 80.0 + n, 70.0, 99.0)) for n in range(40, 44)]
    assert show_trend(Trend("up", 1.5, 0.5, 2.5), weeks, " 分").per_week == "每周 +1.5 分"
    assert show_trend(Trend("unclear", 1.5, -0.5, 2.5), weeks).per_week == ""
    assert show_trend(Trend("too_few"), []).chart is None


def test_weeks_are_named():
    assert week_label("2026-W07") == "第 7 周（02-09 至 02-15）"
