from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from api.pages.views.formats import ago, clock, moment, percent, points

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(("seconds", "text"), [(None, "–"), (0, "0:00"), (65.9, "1:05"), (3725, "1:02:05")])
def test_places_in_a_recording(seconds, text):
    assert clock(seconds) == text


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(seconds=-5), "刚刚"),
        (timedelta(seconds=59), "刚刚"),
        (timedelta(minutes=5), "5 分钟"),
        (timedelta(hours=23), "23 小时"),
        (timedelta(days=3), "3 天"),
    ],
)
def test_waiting_time(span, text):
    assert ago(span) == text


def test_numbers():
    assert [points(v) for v in (None, 8.0, 7.5, 100.0, 0.0)] == ["–", "8", "7.5", "100", "0"]
    assert [percent(v) for v in (None, 0.126)] == ["–", "13%"]


def test_moments_are_told_in_the_organisations_zone():
    at = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)
    assert moment(at, ZONE, today=datetime(2026, 5, 1, tzinfo=UTC)) == "03-02 04:00"
    assert moment(at, ZONE, today=datetime(2027, 5, 1, tzinfo=UTC)) == "2026-03-02 04:00"
    assert moment(None, ZONE) == "–"
