"""Findings of a quarter's report: a person asks for a measure and a goal, the next report measures the outcome."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.errors import TingjianError
from pipeline.language import _
from pipeline.reports.quarter.measures import MEASURES, Measure, Tables
from pipeline.statistics.estimate import Estimate
from pipeline.storage.errors import NotInStore
from pipeline.storage.tables import QuarterFindingRow, utc_now


class BadFinding(TingjianError):
    """It can't be measured: says why."""


class Outcome(StrEnum):
    SOLVED = "solved"
    OPEN = "open"
    WORSE = "worse"
    UNKNOWN = "unknown"  # nothing to measure it by


@dataclass(frozen=True, slots=True)
class Followed:
    """A finding of the quarter before, with the figures that show how it stands."""

    row: QuarterFindingRow
    measure: Measure
    before: Estimate
    now: Estimate
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Wish:
    """What a supervisor asks for. ``goal`` is in the unit that the measure is shown in (%, hours, points)."""

    quarter: str
    title: str
    measure: str
    goal: float
    project: str | None = None
    fault_type: str | None = None


def add_finding(session: Session, wish: Wish, user_id: int) -> QuarterFindingRow:
    """Raises BadFinding where no goal can be set for the measure."""
    measure = MEASURES.get(wish.measure)
    if measure is None or measure.lower_is_better is None:
        known = "、".join(name for name, one in MEASURES.items() if one.lower_is_better is not None)
        raise BadFinding(_("衡量指标只能是 %(known)s", known=known))
    row = QuarterFindingRow(
        quarter=wish.quarter,
        title=wish.title,
        measure=wish.measure,
        goal=wish.goal,
        project=wish.project,
        fault_type=wish.fault_type,
        created_by=user_id,
    )
    session.add(row)
    session.flush()
    return row


def withdraw_finding(session: Session, finding_id: int) -> None:
    """It is followed no more. Raises NotInStore."""
    row = session.get(QuarterFindingRow, finding_id)
    if row is None:
        raise NotInStore(_("改进项"), finding_id)
    row.withdrawn_at = row.withdrawn_at or utc_now()


def findings_of(session: Session, quarter: str) -> list[QuarterFindingRow]:
    own = select(QuarterFindingRow).where(QuarterFindingRow.quarter == quarter)
    return list(session.scalars(own.where(QuarterFindingRow.withdrawn_at.is_(None)).order_by(QuarterFindingRow.id)))


def follow_up(row: QuarterFindingRow, before: Tables, now: Tables) -> Followed:
    measure = MEASURES[row.measure]
    was, is_now = (measure.count(_only(tables, row)) for tables in (before, now))
    return Followed(row, measure, was, is_now, outcome_of(measure, row.goal, was, is_now))


def outcome_of(measure: Measure, goal: float, before: Estimate, now: Estimate) -> Outcome:
    """Solved where the goal is reached, worse where it moved away from it."""
    if now.value is None:
        return Outcome.UNKNOWN
    sign = 1.0 if measure.lower_is_better else -1.0
    if sign * now.value * measure.factor <= sign * goal:
        return Outcome.SOLVED
    return Outcome.WORSE if before.value is not None and sign * now.value > sign * before.value else Outcome.OPEN


def _only(tables: Tables, row: QuarterFindingRow) -> Tables:
    """The part of the tables that a finding is about."""
    chosen = {name: value for name in ("project", "fault_type") if (value := getattr(row, name)) is not None}
    return part_of(tables, chosen) if chosen else tables


def part_of(tables: Tables, chosen: dict[str, str | None]) -> Tables:
    """The calls with these values (None: without any), their promises, and the cases that begin so."""
    calls, cases = tables.calls, tables.cases
    for name, value in chosen.items():
        calls = calls[calls[name].isna() if value is None else calls[name] == value]
        cases = cases[cases[name].isna() if value is None else cases[name] == value]
    return Tables(calls, cases, tables.promises[tables.promises["call_id"].isin(calls["call_id"])])
