"""Figures of a quarter's report in words: values, changes, outcomes; the same for every file and page."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.language import Words, _
from pipeline.reports.quarter.findings import Followed, Outcome
from pipeline.reports.quarter.make import QuarterLine
from pipeline.reports.quarter.measures import MEASURES, Measure
from pipeline.statistics.estimate import Estimate

OUTCOMES = Words({Outcome.SOLVED: "已解决", Outcome.OPEN: "未解决", Outcome.WORSE: "变差", Outcome.UNKNOWN: "没有数据"})
NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Shown:
    """A measure as it is shown: value, interval, the value before, the change in words and its tone."""

    title: str
    unit: str
    value: str
    reach: str
    before: str
    change: str
    tone: str  # good | bad | process


def shown(line: QuarterLine) -> list[Shown]:
    return [_shown(measure, line.now[name], line.before[name]) for name, measure in MEASURES.items()]


def value_words(measure: Measure, figure: Estimate) -> str:
    return NOTHING if figure.value is None else f"{figure.value * measure.factor:.{measure.digits}f}"


def goal_words(followed: Followed) -> str:
    sign = "≤" if followed.measure.lower_is_better else "≥"
    return f"{sign} {followed.row.goal:g} {followed.measure.unit}"


def _shown(measure: Measure, now: Estimate, before: Estimate) -> Shown:
    change, tone = _change(measure, now, before)
    return Shown(
        measure.title,
        measure.unit,
        value_words(measure, now),
        _reach(measure, now),
        value_words(measure, before),
        change,
        tone,
    )


def _reach(measure: Measure, figure: Estimate) -> str:
    if figure.low is None or figure.high is None:
        return ""
    return f"{figure.low * measure.factor:.{measure.digits}f}–{figure.high * measure.factor:.{measure.digits}f}"


def _change(measure: Measure, now: Estimate, before: Estimate) -> tuple[str, str]:
    if now.value is None or before.value is None:
        return NOTHING, "process"
    difference = (now.value - before.value) * measure.factor
    if round(difference, measure.digits) == 0:
        return _("持平"), "process"
    words = f"{difference:+.{measure.digits}f}"
    if None not in (now.low, now.high, before.low, before.high) and _overlap(now, before):
        return _("%(change)s（无法区分）", change=words), "process"
    if measure.lower_is_better is None:
        return words, "process"
    return words, "good" if (difference < 0) == measure.lower_is_better else "bad"


def _overlap(a: Estimate, b: Estimate) -> bool:
    return (a.low or 0.0) <= (b.high or 0.0) and (b.low or 0.0) <= (a.high or 0.0)
