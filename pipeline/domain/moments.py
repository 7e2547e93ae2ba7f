"""Moments as they come from manifests: with a time zone or without."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 1970, 2199


def read_moment(text: str) -> datetime:
    """The moment in ISO 8601 ``text``, with its time zone where it names one.

    Raises ValueError where it is none, or so far off that no other time zone or day after it could be told.
    """
    read = datetime.fromisoformat(text)
    if not FIRST_YEAR <= read.year <= LAST_YEAR:
        raise ValueError("a moment out of range")
    return read


def moment(text: str | None, timezone: str) -> datetime | None:
    """The moment in ISO 8601 ``text``, in ``timezone`` where it names none; None where there is none in it."""
    try:
        parsed = read_moment(text) if text else None
    except ValueError:
        return None
    if parsed is None or parsed.tzinfo is not None:
        return parsed
    return parsed.replace(tzinfo=ZoneInfo(timezone))
