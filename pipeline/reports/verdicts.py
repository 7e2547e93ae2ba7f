"""Verdicts in force, counted: the machine's inside the database, people's from their scorecards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Literal

import pandas as pd
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from pipeline.reports.calls import MACHINE
from pipeline.reports.filter import Filter
from pipeline.storage.period import Period
from pipeline.storage.tables import CallRow, CardFactRow, CheckResultRow

By = Literal["agent", "team", "kind", "queue", "project", "fault_type", "week", "month", "quarter"]
COLUMNS = {
    "agent": CallRow.agent_id,
    "team": CallRow.team,
    "kind": CallRow.kind,
    "queue": CallRow.queue,
    "project": CallRow.project,
    "fault_type": CallRow.fault_type,
}
_COLUMNS = ["group", "check", "verdict", "n"]


def verdict_counts(session: Session, chosen: Filter, by: By, calls: pd.DataFrame) -> pd.DataFrame:
    """Columns: group (an agent, a project, a week …; may be missing), check, verdict, n.

    ``calls`` is :func:`counted_calls` of the same filter.
    """
    machine = _by_column(session, chosen, by) if by in COLUMNS else _by_time(session, chosen, by, calls)
    both = pd.concat([machine, _corrected(session, chosen, by, calls)], ignore_index=True)
    return both.groupby(["group", "check", "verdict"], dropna=False)["n"].sum().reset_index()


def _by_column(session: Session, chosen: Filter, by: By) -> pd.DataFrame:
    return _frame(session.execute(_counted(chosen, COLUMNS[by])).all())


def _counted(chosen: Filter, *keys: ColumnElement[Any] | InstrumentedAttribute[Any]) -> Select[Any]:
    """The machine's verdicts, counted by ``keys``, check and verdict."""
    columns = (*keys, CheckResultRow.check, CheckResultRow.verdict)
    counted = select(*columns, func.count()).select_from(CallRow)
    counted = counted.join(CheckResultRow, CheckResultRow.judgement_id == CallRow.scored_judgement_id)
    return counted.where(*chosen.conditions, CallRow.score_origin == MACHINE).group_by(*columns)


def _by_time(session: Session, chosen: Filter, by: By, calls: pd.DataFrame) -> pd.DataFrame:
    """One span after the other: no database needs to know where a week or a month begins in another time zone."""
    if calls.empty:
        return _frame([])
    found: list[tuple[Any, ...]] = []
    for name, start, end in chosen.period.spans(by, calls["began"].min(), calls["began"].max()):
        since = max(start, chosen.period.since or start)
        until = min(end, chosen.period.until or end)
        span = replace(chosen, period=Period(chosen.period.zone, since, until))
        found += [(name, *row) for row in session.execute(_counted(span))]
    return _frame(found)


def _corrected(session: Session, chosen: Filter, by: By, calls: pd.DataFrame) -> pd.DataFrame:
    """The lines of the scorecards that people set."""
    lines = select(CallRow.id, CardFactRow.check, CardFactRow.verdict)
    lines = lines.join(CardFactRow, CardFactRow.scorecard_id == CallRow.scorecard_id)
    lines = lines.where(*chosen.conditions, CallRow.score_origin != MACHINE, CardFactRow.category.is_(None))
    groups = calls.loc[calls["by_people"]].set_index("call_id")[by]
    return _frame([(groups.get(id), check, verdict, 1) for id, check, verdict in session.execute(lines).all()])


def _frame(rows: Iterable[Any]) -> pd.DataFrame:
    frame = pd.DataFrame.from_records([tuple(row) for row in rows], columns=_COLUMNS)
    return frame.astype({"group": object, "check": object, "verdict": object, "n": int})
