"""Which calls a report counts: by when they began, in the organisation's time zone; and its ISO weeks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from pipeline.domain.moments import FIRST_YEAR, LAST_YEAR, read_moment
from pipeline.errors import TingjianError
from pipeline.language import _
from pipeline.storage.tables import CallRow

DAY, WEEK = timedelta(days=1), timedelta(days=7)


class PeriodError(TingjianError):
    """The dates asked for are no dates, or end before they begin."""


@dataclass(frozen=True, slots=True)
class Period:
    """From ``since`` to before ``until``; None is open. ``zone`` tells where days and weeks begin."""

    zone: ZoneInfo
    since: datetime | None = None
    until: datetime | None = None

    @classmethod
    def of(cls, zone: str, since: str | None = None, until: str | None = None) -> Period:
        """From ISO 8601 dates or date-times; a day as ``until`` is counted too. Raises PeriodError."""
        place = ZoneInfo(zone)
        start, end = _moment(since, place), _moment(until, place, whole_day=True)
        if start and end and end <= start:
            raise PeriodError(_("结束时间不能早于开始时间"))
        return cls(place, start, end)

    def contains(self) -> ColumnElement[bool]:
        """The condition on :class:`CallRow`."""
        return began_between(self.since, self.until)

    def spans(self, by: str, first: datetime, last: datetime) -> Iterator[tuple[str, datetime, datetime]]:
        """Name, begin and end of each ``week``, ``month`` or ``quarter``, from ``first``'s to ``last``'s."""
        if by == "week":
            yield from self.weeks(first, last)
            return
        months = 3 if by == "quarter" else 1
        local = first.astimezone(self.zone).date()
        day = local.replace(month=local.month - (local.month - 1) % months, day=1)
        while (start := _begin_of(day, self.zone)) <= last:
            name = quarter_name(day) if by == "quarter" else month_name(day)
            day = _months_later(day, months)
            yield name, start, _begin_of(day, self.zone)

    @classmethod
    def of_quarter(cls, zone: str, name: str) -> Period:
        """The quarter called ``2026Q4``. Raises PeriodError."""
        match = re.fullmatch(r"(\d{4})[Qq]([1-4])", name.strip())
        if match is None or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
            raise PeriodError(_("季度应写成 2026Q4"))
        first = date(int(match[1]), 3 * int(match[2]) - 2, 1)
        place = ZoneInfo(zone)
        return cls(place, _begin_of(first, place), _begin_of(_months_later(first, 3), place))

    def weeks(self, first: datetime, last: datetime) -> Iterator[tuple[str, datetime, datetime]]:
        """Name, begin and end of each ISO week from the one of ``first`` to that of ``last``."""
        day = first.astimezone(self.zone).date()
        monday = day - timedelta(days=day.weekday())
        while (start := _begin_of(monday, self.zone)) <= last:
            end = _begin_of(monday + WEEK, self.zone)
            yield week_name(monday), start, end
            monday += WEEK


def month_name(day: date) -> str:
    """``2026-11``."""
    return f"{day.year}-{day.month:02d}"


def quarter_name(day: date) -> str:
    """``2026Q4``."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def _months_later(day: date, months: int) -> date:
    """``day`` is the first of its month."""
    month = day.month - 1 + months
    return day.replace(year=day.year + month // 12, month=month % 12 + 1)


class NamedPeriod(StrEnum):
    """Days that people ask for by name; they move on with the calendar."""

    THIS_WEEK = "this_week"
    LAST_WEEK = "last_week"
    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"


def days_of(name: NamedPeriod, today: date) -> tuple[date, date]:
    """The first and the last day, both included; weeks begin on Mondays."""
    monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
    before = first - timedelta(days=1)
    return {
        NamedPeriod.THIS_WEEK: (monday, monday + WEEK - DAY),
        NamedPeriod.LAST_WEEK: (monday - WEEK, monday - DAY),
        NamedPeriod.THIS_MONTH: (first, (first + timedelta(days=31)).replace(day=1) - DAY),
        NamedPeriod.LAST_MONTH: (before.replace(day=1), before),
    }[name]


def named_days(name: NamedPeriod | None, zone: str) -> tuple[date | None, date | None]:
    """As :func:`days_of`, today in ``zone``; open at both ends where nothing is named."""
    return days_of(name, datetime.now(ZoneInfo(zone)).date()) if name else (None, None)


def iso_day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def days_of_week(name: str) -> tuple[date, date]:
    """Monday and Sunday of ``2026-W47``; raises ValueError."""
    year, _, week = name.partition("-W")
    monday = date.fromisocalendar(int(year), int(week), 1)
    return monday, monday + WEEK - DAY


def week_name(day: date) -> str:
    """``2026-W47``."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def began_between(since: datetime | None, until: datetime | None) -> ColumnElement[bool]:
    """Calls that began in ``[since, until)``; without a time of their own, that were stored then."""
    started = [CallRow.started_at.is_not(None), *_bounds(CallRow.started_at, since, until)]
    stored = [CallRow.started_at.is_(None), *_bounds(CallRow.created_at, since, until)]
    return or_(and_(*started), and_(*stored))


def _bounds(
    column: InstrumentedAttribute[Any], since: datetime | None, until: datetime | None
) -> list[ColumnElement[bool]]:
    bounds = [column >= since] if since else []
    return bounds + ([column < until] if until else [])


def _begin_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _moment(text: str | None, zone: ZoneInfo, whole_day: bool = False) -> datetime | None:
    if not text:
        return None
    try:
        if len(text) == len("2026-11-22"):
            day = date.fromisoformat(text)
            if not FIRST_YEAR <= day.year <= LAST_YEAR:
                raise PeriodError(
                    _("日期应在 %(first_year)s 年到 %(last_year)s 年之间", first_year=FIRST_YEAR, last_year=LAST_YEAR)
                )
            return _begin_of(day + timedelta(days=1) if whole_day else day, zone)
        moment = read_moment(text)
    except (ValueError, OverflowError):
        raise PeriodError(_("日期格式应为 2026-11-22 或 2026-11-22T08:00")) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
