"""Moments as they come from manifests: with a time zone or without."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo


def moment(text: str | None, timezone: str) -> datetime | None:
    """The moment in ISO 8601 ``text``, in ``timezone`` where it names none; None where there is none in it."""
    try:
        parsed = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    if parsed is None or parsed.tzinfo is not None:
        return parsed
    return parsed.replace(tzinfo=ZoneInfo(timezone))
