"""Agents, teams, projects, weeks and others: average score, pass rates, forbidden findings, trend and standing."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import numpy as np
import pandas as pd
from sqlalchemy.orm import Session

from pipeline.language import Words, _
from pipeline.reports.check_figures import check_figures
from pipeline.reports.constants import TIMES
from pipeline.reports.figures import TOO_FEW, CheckFigure, Standing, Trend, WeekPoint
from pipeline.reports.filter import Filter
from pipeline.reports.ranking import is_large_enough, overlap, standings
from pipeline.reports.report import GroupLine
from pipeline.reports.trend import trend_of
from pipeline.reports.verdicts import By, verdict_counts
from pipeline.statistics.estimate import Estimate
from pipeline.statistics.intervals import estimate, mean_interval

UNKNOWN = Words(
    {
        "agent": "坐席不明",
        "team": "班组不明",
        "kind": "类型不明",
        "queue": "队列不明",
        "project": "项目不明",
        "fault_type": "没有故障类型",
        "week": "时间不明",
        "month": "时间不明",
        "quarter": "时间不明",
    }
)
FIRST = Words({"week": "第一周", "month": "第一个月", "quarter": "第一个季度"})
ALIKE = Words({"week": "与上周无法区分", "month": "与上月无法区分", "quarter": "与上季度无法区分"})
HIGHER = Words({"week": "高于上周", "month": "高于上月", "quarter": "高于上季度"})
LOWER = Words({"week": "低于上周", "month": "低于上月", "quarter": "低于上季度"})
_NO_NAME = ""


def group_lines(
    session: Session, chosen: Filter, by: By, calls: pd.DataFrame, with_checks: bool = True
) -> list[GroupLine]:
    """The best first; weeks, months and quarters in their order."""
    named = calls.assign(group=calls[by].fillna(_NO_NAME))
    scores = _means(named, "score", 0.0, 100.0)
    counted = _means(named.assign(rate=named["violations"] * 100.0), "rate", 0.0, np.inf)
    checks = _checks(session, chosen, by, calls) if with_checks else {}
    weekly = {} if by in TIMES else _weekly(named)
    trends = {} if by in TIMES else _trends(named)
    sums = named.groupby("group", sort=True)[["fatal", "corrected"]].sum().astype(int)
    lines = [
        GroupLine(
            key or None,
            key or UNKNOWN[by],
            scores[key],
            Standing(""),
            trends.get(key, TOO_FEW),
            counted[key],
            fatal,
            corrected,
            checks.get(key, ()),
            weekly.get(key, ()),
        )
        for key, fatal, corrected in sums.itertuples()
    ]
    return _compared_in_time(lines, by) if by in TIMES else _ranked(lines)


def _checks(session: Session, chosen: Filter, by: By, calls: pd.DataFrame) -> dict[str, tuple[CheckFigure, ...]]:
    verdicts = verdict_counts(session, chosen, by, calls)
    return check_figures(verdicts.assign(group=verdicts["group"].astype(object).fillna(_NO_NAME)))


def _trends(named: pd.DataFrame) -> dict[str, Trend]:
    weeks, scores = named["week_number"].to_numpy(), named["score"].to_numpy()
    places = named.groupby("group").indices
    return {str(key): trend_of(weeks[own], scores[own]) for key, own in places.items()}


def _means(frame: pd.DataFrame, column: str, least: float, most: float) -> dict[str, Estimate]:
    found = frame.groupby("group")[column].agg(["size", "mean", "std"])
    low, high = mean_interval(found["size"], found["mean"], found["std"])
    ends = zip(found["size"], found["mean"], np.clip(low, least, most), np.clip(high, least, most), strict=True)
    return {str(key): estimate(*row) for key, row in zip(found.index, ends, strict=True)}


def _weekly(frame: pd.DataFrame) -> dict[str, tuple[WeekPoint, ...]]:
    """The average score of each group in each of its weeks."""
    found = frame.groupby(["group", "week"])["score"].agg(["size", "mean", "std"]).reset_index()
    low, high = mean_interval(found["size"], found["mean"], found["std"])
    found = found.assign(low=np.clip(low, 0.0, 100.0), high=np.clip(high, 0.0, 100.0))
    points: dict[str, list[WeekPoint]] = {}
    for row in found.itertuples(index=False):
        figure = estimate(
            cast("float", row.size), cast("float", row.mean), cast("float", row.low), cast("float", row.high)
        )
        points.setdefault(str(row.group), []).append(WeekPoint(str(row.week), figure))
    return {group: tuple(own) for group, own in points.items()}


def _ranked(lines: list[GroupLine]) -> list[GroupLine]:
    """Calls of nobody known are no competitor."""
    known = [line for line in lines if line.key is not None]
    placed = zip(known, standings([line.score for line in known]), strict=True)
    found = [_with(line, standing) for line, standing in placed]
    found += [_with(line, Standing(_("不参与排名"))) for line in lines if line.key is None]
    return sorted(found, key=lambda x: (x.key is None, not is_large_enough(x.score), -(x.score.value or 0.0), x.label))


def _compared_in_time(lines: list[GroupLine], by: By) -> list[GroupLine]:
    """Each week, month or quarter beside the one before: higher or lower only where the intervals don't overlap."""
    before: GroupLine | None = None
    found = []
    for line in lines:
        found.append(_with(line, Standing(_compared(before, line, by))))
        before = line
    return found


def _compared(before: GroupLine | None, line: GroupLine, by: By) -> str:
    if before is None:
        return FIRST[by]
    if not (is_large_enough(before.score) and is_large_enough(line.score)):
        return _("样本不足")
    if overlap(before.score, line.score):
        return ALIKE[by]
    return (HIGHER if (line.score.value or 0.0) > (before.score.value or 0.0) else LOWER)[by]


def _with(line: GroupLine, standing: Standing) -> GroupLine:
    return replace(line, standing=standing)
