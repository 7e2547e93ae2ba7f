"""Numbers and times as people read them; also the templates' filters."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE, HOUR, DAY = 60, 3600, 86400
UNSCORED = "未评分"


def clock(seconds: float | None) -> str:
    """A place in a recording: ``1:05``, from an hour on ``1:02:05``."""
    if seconds is None:
        return "–"
    whole = int(seconds)
    hours, rest = divmod(whole, HOUR)
    minutes, secs = divmod(rest, MINUTE)
    return f"{hours}:{minutes:02}:{secs:02}" if hours else f"{minutes}:{secs:02}"


def ago(span: timedelta) -> str:
    """How long something waits already, in one unit."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < MINUTE:
        return "刚刚"
    if seconds < HOUR:
        return f"{seconds // MINUTE} 分钟"
    return f"{seconds // HOUR} 小时" if seconds < DAY else f"{seconds // DAY} 天"


def points(value: float | None) -> str:
    """Points without a needless decimal: 8, 7.5."""
    return "–" if value is None else f"{value:.1f}".removesuffix(".0")


def score(total: float | None) -> str:
    """The points of a call, or that it has none."""
    return UNSCORED if total is None else points(total)


def percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f}%"


def moment(at: datetime | None, zone: ZoneInfo, today: datetime | None = None) -> str:
    """A time in the organisation's zone: this year's without the year."""
    if at is None:
        return "–"
    local, now = at.astimezone(zone), (today or datetime.now(zone)).astimezone(zone)
    return local.strftime("%m-%d %H:%M" if local.year == now.year else "%Y-%m-%d %H:%M")


FORMATS = {"clock": clock, "points": points, "score": score, "percent": percent}
