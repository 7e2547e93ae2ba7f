"""Moments, durations and numbers in every form in which spreadsheets and telephone systems write them."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline.domain.moments import FIRST_YEAR, LAST_YEAR, read_moment

MOST_SECONDS = 86_400.0
MAX_MINUTES_TO_ANSWER = 30  # a time of day this long after the start is when the call was answered
_EDGES = " \t\r\n\u00a0\u200b\ufeff"
_QUOTED = re.compile(r'="(.*)"')  # how a number is kept as text in a CSV for Excel
_WHOLE = re.compile(r"(\d+)\.0")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?e\+?\d{1,3}", re.IGNORECASE)
_HALF = r"(?P<half>上午|下午|凌晨|早上|中午|晚上|am|pm)?"
_DATE = r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?"
_CLOCK = (
    r"(?P<hour>\d{1,2})\s*[:时点]\s*(?P<minute>\d{1,2})\s*分?(?:\s*:?\s*(?P<second>\d{1,2})(?P<part>\.\d+)?\s*秒?)?"
)
_ZONE = r"\s*(?P<zone>z|[+-]\d{2}:?\d{2})?"
_WRITTEN = re.compile(rf"{_DATE}(?:[\st]*{_HALF}\s*{_CLOCK}\s*(?P<half_after>am|pm)?{_ZONE})?")
_COMPACT = re.compile(r"(\d{8})[\st_-]?(\d{4}(?:\d{2})?)")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_EXCEL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a calendar's first day has no zone
_COLONS = re.compile(r"(?:(\d{1,3}):)?(\d{1,4}):(\d{1,2}(?:\.\d+)?)")
_NAMED = re.compile(
    r"(?:(\d+)\s*(?:小时|时|h)\s*)?(?:(\d+)\s*(?:分钟|分|min|m|')\s*)?(?:(\d+(?:\.\d+)?)\s*(?:秒钟|秒|sec|s|\"))?"
)
_MILLISECONDS = re.compile(r"(\d+(?:\.\d+)?)\s*(?:毫秒|ms)")
_UNITS = (("毫秒", 0.001), ("ms", 0.001), ("小时", 3600.0), ("分", 60.0), ("min", 60.0))


def clean(cell: str) -> str:
    """A cell without blanks around it and without what keeps a number as text."""
    text = cell.strip(_EDGES)
    quoted = _QUOTED.fullmatch(text)
    return (quoted[1] if quoted else text.removeprefix("'")).strip(_EDGES)


def unit_of(heading: str) -> float:
    """Seconds in the unit that a heading names: 「振铃时长（毫秒）」 0.001, without one 1."""
    even = unicodedata.normalize("NFKC", heading).casefold()
    return next((seconds for name, seconds in _UNITS if f"({name}" in even), 1.0)


def code(text: str) -> str:
    """An id or a telephone number: 「1001.0」 is 1001. Raises ValueError where a spreadsheet has lost its digits."""
    if _SCIENTIFIC.fullmatch(text):
        raise ValueError("digits are lost")
    whole = _WHOLE.fullmatch(text)
    return whole[1] if whole else text


def moment_in(text: str, timezone: str) -> datetime:
    """The moment in 「2024/1/5 9:03」, 「2024年1月5日」, ``20240105-090300``, an Excel serial number or ISO 8601;
    in ``timezone`` where it names none. Raises ValueError where it is none."""
    moment = _moment(unicodedata.normalize("NFKC", text).strip().casefold())
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError("a moment out of range")
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(timezone))


def _moment(text: str) -> datetime:
    if written := _WRITTEN.fullmatch(text):
        return _written(written)
    if compact := _COMPACT.fullmatch(text):
        return read_moment(f"{compact[1]}T{compact[2]}")
    if _SERIAL.fullmatch(text):
        return _EXCEL_ZERO + timedelta(seconds=round(float(text) * MOST_SECONDS))
    return read_moment(text.upper())


def _written(found: re.Match[str]) -> datetime:
    names = ("year", "month", "day", "hour", "minute", "second")
    year, month, day, hour, minute, second = (int(found[name] or 0) for name in names)
    part = round(float(found["part"] or 0) * 1_000_000)
    zone = datetime.strptime(found["zone"].upper(), "%z").tzinfo if found["zone"] else None
    return datetime(year, month, day, _of_day(hour, found["half"] or found["half_after"]), minute, second, part, zone)


def _of_day(hour: int, half: str | None) -> int:
    """The hour of the day, 0-23, of an hour of its half."""
    if half in ("下午", "晚上", "pm") and hour < 12:
        return hour + 12
    return 0 if half in ("凌晨", "am", "上午") and hour == 12 else hour


def seconds_in(text: str, unit: float = 1.0) -> float:
    """The seconds in 「00:00:12」, 「1分05秒」, 「12秒」, 「800ms」 or a plain number of ``unit`` (seconds).

    Raises ValueError where it is none, or not between 0 and a day.
    """
    seconds = _seconds(unicodedata.normalize("NFKC", text).strip().casefold(), unit)
    if not 0 <= seconds < MOST_SECONDS:
        raise ValueError("a duration out of range")
    return seconds


def _seconds(text: str, unit: float) -> float:
    if milliseconds := _MILLISECONDS.fullmatch(text):
        return round(float(milliseconds[1]) / 1000, 3)
    found = _COLONS.fullmatch(text) or _NAMED.fullmatch(text)
    if text and found:
        hours, minutes, seconds = (float(part or 0) for part in found.groups())
        return hours * 3600 + minutes * 60 + seconds
    return round(float(text) * unit, 3)
