"""Numbers and times as people read them; also the templates' filters."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from pipeline.language import _, _n, language, locale

MINUTE, HOUR, DAY = 60, 3600, 86400
DAYS = {"zh": "MM-dd", "en": "d MMM"}
MOMENTS = {"zh": ("MM-dd HH:mm", "yyyy-MM-dd HH:mm"), "en": ("d MMM HH:mm", "d MMM yyyy HH:mm")}  # this year, others


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
        return _("刚刚")
    if seconds < HOUR:
        return _n("%(num)s 分钟", seconds // MINUTE)
    return _n("%(num)s 小时", seconds // HOUR) if seconds < DAY else _n("%(num)s 天", seconds // DAY)


def points(value: float | None) -> str:
    """Points without a needless decimal: 8, 7.5."""
    return "–" if value is None else f"{value:.1f}".removesuffix(".0")


def score(total: float | None) -> str:
    """The points of a call, or that it has none."""
    return _("未评分") if total is None else points(total)


def percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f}%"


def day_of_year(day: date) -> str:
    """Without its year."""
    return format_date(day, DAYS[language()], locale=locale())


def moment(at: datetime | None, zone: ZoneInfo, today: datetime | None = None) -> str:
    """A time in the organisation's zone: this year's without the year."""
    if at is None:
        return "–"
    local, now = at.astimezone(zone), (today or datetime.now(zone)).astimezone(zone)
    this_year, others = MOMENTS[language()]
    return format_datetime(local, this_year if local.year == now.year else others, locale=locale())


FORMATS = {"clock": clock, "points": points, "score": score, "percent": percent}
