"""Days and weeks begin in the organisation's time zone."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from pipeline.storage.period import NamedPeriod, Period, PeriodError, days_of, days_of_week

ZONE = "Asia/Shanghai"


def test_a_day_begins_at_its_own_midnight_and_the_last_one_counts():
    period = Period.of(ZONE, "2026-11-01", "2026-11-01")
    assert period.since == datetime(2026, 10, 31, 16, tzinfo=UTC)
    assert period.until == datetime(2026, 11, 1, 16, tzinfo=UTC)


def test_a_moment_without_a_zone_is_local():
    assert Period.of(ZONE, "2026-11-01T08:00").since == datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize("bad", ["x", "2026-13-01", "1", "2026-11-01T99"])
def test_what_is_no_date_is_said_without_repeating_it(bad):
    with pytest.raises(PeriodError, match="日期格式"):
        Period.of(ZONE, bad)


def test_an_end_before_the_begin_is_refused():
    with pytest.raises(PeriodError):
        Period.of(ZONE, "2026-11-02", "2026-11-01")


def test_weeks_have_iso_names_across_the_year_and_no_gaps():
    first, last = datetime(2026, 12, 27, 15, 59, tzinfo=UTC), datetime(2027, 1, 4, tzinfo=UTC)
    weeks = list(Period.of(ZONE).weeks(first, last))
    assert [name for name, _, _ in weeks] == ["2026-W52", "2026-W53", "2027-W01"]
    assert all(one[2] == other[1] for one, other in pairwise(weeks))


def test_a_week_with_a_change_of_clocks_has_an_hour_less():
    moment = datetime(2026, 3, 25, tzinfo=UTC)
    ((_, start, end),) = Period.of("Europe/Berlin").weeks(moment, moment)
    assert (end - start).total_seconds() == 7 * 86400 - 3600


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("this_week", "2026-11-30", "2026-12-06"),
        ("last_week", "2026-11-23", "2026-11-29"),
        ("this_month", "2026-12-01", "2026-12-31"),
        ("last_month", "2026-11-01", "2026-11-30"),
    ],
)
def test_days_are_asked_for_by_name(name, first, last):
    wednesday = date(2026, 12, 2)
    assert [day.isoformat() for day in days_of(NamedPeriod(name), wednesday)] == [first, last]


def test_a_week_has_its_days():
    assert days_of_week("2026-W53") == (date(2026, 12, 28), date(2027, 1, 3))
    with pytest.raises(ValueError, match="week"):
        days_of_week("2026-W54")
