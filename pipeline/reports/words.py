"""What a report says of itself."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from pipeline.language import _
from pipeline.reports.report import Report


def period_words(report: Report) -> str:
    """``2026-11-01 00:00 至 2026-11-22 00:00（Asia/Shanghai）``."""
    if report.since is None and report.until is None:
        return _("全部（%(timezone)s）", timezone=report.timezone)
    since, until = (_local(moment, report.timezone) for moment in (report.since, report.until))
    ends = {"since": since or _("最早"), "until": until or _("现在")}
    return _("%(since)s 至 %(until)s（%(timezone)s）", **ends, timezone=report.timezone)


def _local(moment: datetime | None, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") if moment else ""
