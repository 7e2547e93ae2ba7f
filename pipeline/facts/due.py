"""When a promise is due: ISO 8601 duration or date-time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from pipeline.reading.times import TimeExpression

_ISO = {
    "second": "PT{}S",
    "minute": "PT{}M",
    "hour": "PT{}H",
    "day": "P{}D",
    "week": "P{}W",
    "month": "P{}M",
    "year": "P{}Y",
}
_AFTERNOON = ("下午", "午后", "傍晚", "晚上", "晚间", "晚", "夜里", "深夜")
_NOON = ("中午", "晌午")
_MORNING = ("早上", "早晨", "上午", "凌晨", "清早", "清晨", "一早", "一大早", "早", "半夜", "后半夜")
_OFFICE_START = 7 * 60  # 三点半 without a part of the day means the afternoon: hotlines do not visit at night


def due(
    time: TimeExpression, started_at: datetime | None, *, day: int | None = None, ends: Mapping[str, int] | None = None
) -> str | None:
    """The moment meant by ``time``. ``day`` is the day agreed before (from the call's day), ``ends`` minutes after
    midnight by part of the day (下班 -> 1080). None where the start of the call is unknown or the time is vague."""
    if time.duration is not None and not time.names_day:
        return _duration(*time.duration)
    if started_at is None:
        return None
    date = _date(time, started_at, day)
    minutes = _minutes(time, started_at, date, ends or {})
    if minutes is None:
        return date.date().isoformat() if time.names_day else None
    midnight = date.replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight + timedelta(minutes=minutes)).isoformat()


def _duration(amount: float, unit: str) -> str:
    if amount != int(amount) and unit == "hour":
        return _duration(amount * 60, "minute")
    if amount != int(amount) and unit == "day":
        return _duration(amount * 24, "hour")
    return _ISO[unit].format(int(amount) if amount == int(amount) else amount)


def _date(time: TimeExpression, started: datetime, agreed: int | None) -> datetime:
    if time.week is not None:
        weeks, weekday = time.week
        days = weekday - started.weekday() + 7 * weeks
        return started + timedelta(days=days + 7 if days < 0 and weeks == 0 else days)
    if time.date is not None:
        return _calendar(time.date, started)
    return started + timedelta(days=time.day if time.day is not None else agreed or 0)


def _calendar(date: tuple[int | None, int], started: datetime) -> datetime:
    month, day = date
    try:
        wanted = started.replace(month=month or started.month, day=day)
        if wanted.date() >= started.date():
            return wanted
        return (
            wanted.replace(year=started.year + 1)
            if month or started.month == 12
            else wanted.replace(month=started.month + 1)
        )
    except ValueError:  # 二月三十号: nobody knows which day is meant
        return started


def _minutes(time: TimeExpression, started: datetime, date: datetime, ends: Mapping[str, int]) -> int | None:
    if time.clock is None:
        return next((at for part, at in ends.items() if time.part and part in time.text), None)
    if time.clock >= 13 * 60 or time.part in _MORNING:
        return time.clock
    if time.part in _AFTERNOON or (time.part in _NOON and time.clock < 6 * 60):
        return time.clock + 12 * 60 if time.clock < 12 * 60 else time.clock
    passed = date.date() == started.date() and time.clock < started.hour * 60 + started.minute
    early = time.clock < _OFFICE_START
    return time.clock + 12 * 60 if (passed or early) and time.clock < 12 * 60 else time.clock
