"""Makes a quarter's report from the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pandas as pd
from sqlalchemy.orm import Session

from pipeline.language import Words, _, _n
from pipeline.reports.by_check import check_lines
from pipeline.reports.calls import counted_calls
from pipeline.reports.filter import Filter
from pipeline.reports.quarter.findings import Followed, findings_of, follow_up, part_of
from pipeline.reports.quarter.measures import MEASURES, Tables
from pipeline.reports.quarter.tables import call_table, case_table, promise_table
from pipeline.statistics.estimate import Estimate
from pipeline.storage.period import Period, PeriodError, quarter_name
from pipeline.storage.tables import QuarterFindingRow

GROUPED_BY = Words({"project": "项目", "fault_type": "故障类型"})
UNKNOWN = Words({"project": "项目不明", "fault_type": "没有故障类型"})
MOST_LINES, MOST_CHECKS = 200, 10


@dataclass(frozen=True, slots=True)
class QuarterLine:
    """A project, a type of fault, or all: each measure now and in the quarter before, in the order of MEASURES."""

    label: str
    now: dict[str, Estimate]
    before: dict[str, Estimate]


@dataclass(frozen=True, slots=True)
class Violation:
    """A check that failed, how often, and how often in the quarter before."""

    title: str
    failed: int
    before: int
    share: Estimate  # of the calls in which it passed or failed, that failed


@dataclass(frozen=True, slots=True)
class QuarterReport:
    """``followed`` are the findings of the quarter before, ``findings`` those of this one."""

    quarter: str
    before: str
    by: str
    since: datetime
    until: datetime
    timezone: str
    whole: QuarterLine
    lines: Sequence[QuarterLine]
    violations: Sequence[Violation]
    followed: Sequence[Followed]
    findings: Sequence[QuarterFindingRow]
    notes: tuple[str, ...] = ()


def make_quarter(session: Session, zone: str, quarter: str, by: str, now: datetime) -> QuarterReport:
    """The report of ``quarter`` (``2026Q4``), grouped by ``project`` or ``fault_type``.

    Raises PeriodError for another name of a quarter, ValueError for another group.
    """
    if by not in GROUPED_BY:
        raise ValueError(f"no quarter's report by {by!r}")
    period = Period.of_quarter(zone, quarter)
    if period.since is None or period.until is None:
        raise PeriodError(_("季度应写成 2026Q4"))
    name, before = (
        quarter_name((at - timedelta(days=days)).astimezone(period.zone).date())
        for at, days in ((period.until, 1), (period.since, 1))
    )
    earlier = Period.of_quarter(zone, before)
    tables, tables_before = _tables(session, period, earlier, period.since, now)
    return QuarterReport(
        name,
        before,
        by,
        period.since,
        period.until,
        zone,
        _line(_("合计"), tables, tables_before),
        _lines(by, tables, tables_before),
        _violations(session, Filter(period), Filter(earlier)),
        [follow_up(row, tables_before, tables) for row in findings_of(session, before)],
        findings_of(session, name),
        _notes(tables, period, now),
    )


def _tables(session: Session, period: Period, earlier: Period, since: datetime, now: datetime) -> tuple[Tables, Tables]:
    """Of both quarters; a case belongs to the one in which it began, whenever it was answered."""
    chosen = (Filter(period), Filter(earlier))
    calls, promises = [call_table(session, one) for one in chosen], [promise_table(session, one, now) for one in chosen]
    cases = case_table(pd.concat(calls[::-1], ignore_index=True), pd.concat(promises, ignore_index=True))
    began_now = cases["began"] >= pd.Timestamp(since)
    return Tables(calls[0], cases[began_now], promises[0]), Tables(calls[1], cases[~began_now], promises[1])


def _line(label: str, now: Tables, before: Tables) -> QuarterLine:
    counted = ({name: measure.count(tables) for name, measure in MEASURES.items()} for tables in (now, before))
    return QuarterLine(label, *counted)


def _lines(by: str, now: Tables, before: Tables) -> list[QuarterLine]:
    """Those with the most calls first; what was only in the quarter before comes last."""
    counts = now.calls[by].value_counts()
    names: list[str | None] = [str(name) for name in counts.index]
    names += [str(name) for name in before.calls[by].dropna().unique() if name not in counts.index]
    names = names[:MOST_LINES] + ([None] if now.calls[by].isna().any() else [])
    return [_line(name or UNKNOWN[by], part_of(now, {by: name}), part_of(before, {by: name})) for name in names]


def _violations(session: Session, chosen: Filter, earlier: Filter) -> list[Violation]:
    """The checks that failed most."""
    failed, was = (_failures(session, one) for one in (chosen, earlier))
    lines = [replace(one, before=was[id].failed if id in was else 0) for id, one in failed.items()]
    return sorted(lines, key=lambda one: -one.failed)[:MOST_CHECKS]


def _failures(session: Session, chosen: Filter) -> dict[str, Violation]:
    calls = counted_calls(session, chosen)
    if calls.empty:
        return {}
    return {
        line.figure.check: Violation(line.figure.title, line.figure.failed, 0, _failed_share(line.figure.pass_rate))
        for line in check_lines(session, chosen, calls)
        if line.figure.failed
    }


def _failed_share(passed: Estimate) -> Estimate:
    def other(value: float | None) -> float | None:
        return None if value is None else 1.0 - value

    return Estimate(passed.n, other(passed.value), other(passed.high), other(passed.low))


def _notes(tables: Tables, period: Period, now: datetime) -> tuple[str, ...]:
    notes = [
        _("区间为 95%% 置信区间；变化只在两个区间不重叠时才说升降"),
        _("重复故障：同一号码在前 30 天内另有一件同类故障的案件；首次答复：坐席给出有时间的安排，或回电"),
    ]
    if period.until is not None and period.until > now:
        notes.append(_("本季度还没有结束，数字会变化"))
    unlinked = int(tables.calls["case"].isna().sum())
    if unlinked:
        notes.append(_n("%(num)s 通还没有归案，运行 tingjian cases link 后计入案件", unlinked))
    return tuple(notes)
