"""Working time: hours of the week, the country's holidays and the days that are worked instead, an own calendar.

The holidays of a year are known once the State Council has announced them. For a year that is not known, weekends are
free and nothing else is, and :meth:`WorkingTime.unknown_years` says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from pipeline.lexicon import Calendar, Deadline, Deadlines, Pack

_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONGEST = 3660  # days that are looked at before a deadline is given up
_UNITS = {"m": 60.0, "h": 3600.0, "d": 86_400.0}


@dataclass(frozen=True)
class WorkingTime:
    """The working time of one organisation, in its time zone."""

    hours: tuple[tuple[time, time] | None, ...]  # by weekday, Monday first
    calendar: Calendar
    zone: ZoneInfo

    @classmethod
    def of(cls, pack: Pack, zone: ZoneInfo) -> WorkingTime:
        given = pack.deadlines.hours if pack.deadlines else {}
        hours = tuple(_hours(given[name]) if name in given else None for name in _NAMES)
        return cls(hours, pack.calendar, zone)

    def on(self, day: date) -> tuple[time, time] | None:
        """From when until when is worked on a day; None where it is free."""
        if day in self.calendar.holidays:
            return None
        if day in self.calendar.workdays or (instead := _works(day)):
            return self.hours[day.weekday()] or self.hours[_NAMES.index(self.calendar.works_as)]
        return None if instead is False else self.hours[day.weekday()]

    def unknown_years(self, days: Iterable[date]) -> list[int]:
        """The years among ``days`` of which no holidays are known: neither here nor in the own calendar."""
        own = {day.year for day in (*self.calendar.holidays, *self.calendar.workdays)}
        return sorted({day.year for day in days} - own - {y for y in {d.year for d in days} if _is_known(y)})

    def add(self, since: datetime, seconds: float) -> datetime:
        """So many seconds of working time later."""
        at, left = since.astimezone(self.zone), timedelta(seconds=seconds)
        for _ in range(_LONGEST):
            hours = self.on(at.date())
            if hours is not None:
                start, end = (datetime.combine(at.date(), edge, self.zone) for edge in hours)
                begin = max(at, start)
                if begin < end:
                    if left <= end - begin:
                        return begin + left
                    left -= end - begin
            at = datetime.combine(at.date() + timedelta(days=1), time(), self.zone)
        return at

    def add_days(self, since: datetime, days: int) -> datetime:
        """The end of the working day that comes so many working days after that of ``since``."""
        at = since.astimezone(self.zone)
        for _ in range(_LONGEST):
            if days == 0 and (hours := self.on(at.date())) is not None:
                return datetime.combine(at.date(), hours[1], self.zone)
            at += timedelta(days=1)
            days = days - 1 if self.on(at.date()) is not None else days
        return at


def due_after(deadline: Deadline, since: datetime, work: WorkingTime) -> datetime:
    """When ``deadline`` is over that began at ``since``."""
    amount, unit = int(deadline.within[:-1]), deadline.within[-1]
    if not deadline.working:
        return since + timedelta(seconds=amount * _UNITS[unit])
    return work.add_days(since, amount) if unit == "d" else work.add(since, amount * _UNITS[unit])


def deadlines_of(deadlines: Deadlines | None) -> dict[str, Deadline]:
    """The deadlines of a pack by their kind (see :class:`pipeline.domain.promise.PromiseKind`)."""
    if deadlines is None:
        return {}
    found = {"first_answer": deadlines.first_answer, "call_back": deadlines.call_back, "follow_up": deadlines.follow_up}
    return {kind: one for kind, one in found.items() if one is not None}


def _hours(text: str) -> tuple[time, time]:
    start, _, end = text.partition("-")
    return time.fromisoformat(start), time.max if end == "24:00" else time.fromisoformat(end)


@cache
def _works(day: date) -> bool | None:
    """Whether an announced plan makes this day worked (True) or free (False); None: an ordinary day, or not known."""
    import chinese_calendar

    if not _is_known(day.year):
        return None
    if chinese_calendar.is_workday(day):
        return True if day.weekday() >= 5 else None
    return False if day.weekday() < 5 else None


@cache
def _is_known(year: int) -> bool:
    import chinese_calendar

    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True
