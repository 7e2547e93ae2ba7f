"""Working hours, the country's holidays and days that are worked instead, and an own calendar."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from pipeline.cases.working_time import WorkingTime, due_after
from pipeline.lexicon import Calendar, Deadline
from tests.stored_calls import hotline

ZONE = ZoneInfo("Asia/Shanghai")
WORK = WorkingTime.of(hotline(), ZONE)  # 08:30 to 17:30 from Monday to Friday


def at(month, day, hour, minute=0, year=2026):
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


def test_two_hours_go_on_the_next_working_morning():
    assert WORK.add(at(3, 13, 16, 30), 2 * 3600) == at(3, 16, 9, 30)  # Friday to Monday


def test_holidays_are_free_and_their_exchanged_days_are_worked():
    assert WORK.on(date(2026, 10, 1)) is None
    assert WORK.on(date(2026, 10, 10)) is not None  # a Saturday that is worked for the National Day


def test_working_days_skip_a_holiday():
    assert WORK.add_days(at(9, 30, 10), 1) == at(10, 8, 17, 30)


def test_the_own_calendar_counts_first():
    own = WorkingTime(WORK.hours, Calendar(holidays=(date(2026, 3, 16),), workdays=(date(2026, 10, 1),)), ZONE)
    assert own.on(date(2026, 3, 16)) is None
    assert own.on(date(2026, 10, 1)) is not None


def test_a_year_that_is_not_announced_is_told():
    assert WORK.unknown_years([date(2026, 5, 1), date(2042, 5, 1)]) == [2042]
    assert WORK.on(date(2042, 5, 1)) is not None  # a Thursday: nobody knows that it will be free
    own = WorkingTime(WORK.hours, Calendar(holidays=(date(2042, 5, 1),)), ZONE)
    assert own.unknown_years([date(2042, 5, 1)]) == []


def test_a_deadline_counts_by_the_clock_or_in_working_time():
    friday = at(3, 13, 17)
    assert due_after(Deadline(title="x", within="24h"), friday, WORK) == at(3, 14, 17)
    assert due_after(Deadline(title="x", within="2h", working=True), friday, WORK) == at(3, 16, 10)
    assert due_after(Deadline(title="x", within="2d", working=True), friday, WORK) == at(3, 17, 17, 30)
