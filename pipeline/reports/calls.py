"""The calls of a report as a table: one row a call, only the columns that are counted."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import DateTime, func, select, type_coerce
from sqlalchemy.orm import Session

from pipeline.reports.filter import Filter
from pipeline.reports.violations import violations
from pipeline.storage.call_search import score_changed
from pipeline.storage.period import Period, month_name, quarter_name, week_name
from pipeline.storage.tables import CallRow

MACHINE = "machine"
_COLUMNS = [
    "call_id",
    "agent",
    "team",
    "kind",
    "queue",
    "project",
    "fault_type",
    "score",
    "fatal",
    "confidence",
    "line_faults",
    "began",
    "origin",
    "corrected",
]


def counted_calls(session: Session, chosen: Filter, with_violations: bool = True) -> pd.DataFrame:
    """Columns: call_id, agent, team, kind, queue, project, fault_type (all six may be missing), score (0-100, in
    force), fatal, confidence (0-1), line_faults, began (UTC), by_people (a person's score is in force), corrected (and
    differs from the machine's), week (``2026-W47``), week_number, month (``2026-11``), quarter (``2026Q4``), violations
    (how many forbidden findings count; 0 where they are not asked for)."""
    began = type_coerce(func.coalesce(CallRow.started_at, CallRow.created_at), DateTime(timezone=True))
    told = (
        CallRow.agent_id,
        CallRow.team,
        CallRow.kind,
        CallRow.queue,
        CallRow.project,
        CallRow.fault_type,
        CallRow.score,
        CallRow.fatal,
        CallRow.hearing_confidence,
    )
    by_whom = (CallRow.score_origin, score_changed())
    asked = select(CallRow.id, *told, CallRow.line_faults, began, *by_whom).where(*chosen.conditions)
    frame = pd.DataFrame.from_records([tuple(row) for row in session.execute(asked).all()], columns=_COLUMNS)
    frame["by_people"] = frame.pop("origin") != MACHINE
    frame["corrected"] = frame["corrected"].astype(bool)
    frame["began"] = pd.to_datetime(frame["began"], utc=True)
    counts = violations(session, chosen) if with_violations else {}
    frame["violations"] = frame["call_id"].map(counts).fillna(0).astype(int)
    return _with_weeks(frame, chosen.period)


def _with_weeks(frame: pd.DataFrame, period: Period) -> pd.DataFrame:
    days = frame["began"].dt.tz_convert(period.zone).dt.tz_localize(None).dt.normalize()
    mondays = days - pd.to_timedelta(days.dt.day_of_week, unit="D")
    names = {monday: week_name(monday.date()) for monday in mondays.unique()}
    number = (mondays - pd.Timestamp("1970-01-05")).dt.days // 7
    months = {day: (month_name(day.date()), quarter_name(day.date())) for day in days.unique()}
    return frame.assign(
        week=mondays.map(names).astype(object),
        week_number=number.astype(float),
        month=days.map({day: name for day, (name, _) in months.items()}).astype(object),
        quarter=days.map({day: name for day, (_, name) in months.items()}).astype(object),
    )
