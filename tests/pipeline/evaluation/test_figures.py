import pytest

from pipeline.evaluation.figures import Detected, ScoreGap, wilson


@pytest.mark.parametrize(
    ("right", "total", "bounds"), [(8, 10, (0.4902, 0.9433)), (0, 10, (0.0, 0.2775)), (10, 10, (0.7225, 1.0))]
)
def test_wilson(right, total, bounds):
    assert wilson(right, total) == pytest.approx(bounds, abs=1e-4)


def test_no_sample_no_interval():
    assert wilson(0, 0) is None
    assert Detected(0, 0, 3).precision_interval is None
    assert Detected(0, 0, 3).f1 == 0.0


def test_score_gap_needs_both_kinds():
    assert ScoreGap((90.0,), ()).value is None
    assert ScoreGap((90.0, 100.0), (40.0,)).value == 55.0
