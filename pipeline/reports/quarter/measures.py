"""The measures of a quarter: how each is counted, and which way is better."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from pipeline.domain.promise import PromiseKind, PromiseState
from pipeline.language import N_, _, translated
from pipeline.statistics.estimate import Estimate
from pipeline.statistics.intervals import mean_of, share_of

IN_TIME_HOURS = 24.0  # the manual's limit for a first answer


@dataclass(frozen=True, slots=True)
class Tables:
    """One row a call, a case, a promise (see :mod:`pipeline.reports.quarter.tables`)."""

    calls: pd.DataFrame
    cases: pd.DataFrame
    promises: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Measure:
    """``factor`` turns the value into the unit that is shown; ``lower_is_better`` is None where neither way is."""

    name: str  # marked
    counted_in: str  # marked
    count: Callable[[Tables], Estimate]
    lower_is_better: bool | None = None
    factor: float = 1.0
    digits: int = 1

    @property
    def title(self) -> str:
        return translated(self.name)

    @property
    def unit(self) -> str:
        return translated(self.counted_in)

    @property
    def named(self) -> str:
        """The title with the unit."""
        return _("%(title)s（%(unit)s）", title=self.title, unit=self.unit)


def _number(value: float) -> Estimate:
    return Estimate(int(value), float(value), None, None)


def _repeats(tables: Tables) -> Estimate:
    return _number(tables.cases["repeated"].sum())


def _answer_hours(tables: Tables) -> Estimate:
    hours = tables.cases.loc[tables.cases["inbound"], "answer_hours"].dropna()
    return Estimate(len(hours), float(hours.median()) if len(hours) else None, None, None)


def _answered_in_time(tables: Tables) -> Estimate:
    asked = tables.cases[tables.cases["inbound"]]
    return share_of(int((asked["answer_hours"] <= IN_TIME_HOURS).sum()), len(asked))


def _kept(tables: Tables) -> Estimate:
    own = tables.promises[tables.promises["kind"] == PromiseKind.PROMISE.value]
    ended = own[own["state"] != PromiseState.OPEN.value]
    return share_of(int((ended["state"] == PromiseState.KEPT.value).sum()), len(ended))


def _score(tables: Tables) -> Estimate:
    return mean_of(tables.calls["score"].dropna().to_numpy(), 0.0, 100.0)


def _violations(tables: Tables) -> Estimate:
    scored = tables.calls.loc[tables.calls["score"].notna(), "violations"]
    return mean_of(scored.to_numpy(dtype=float) * 100.0, 0.0)


MEASURES: dict[str, Measure] = {
    "calls": Measure(N_("通话"), N_("通"), lambda t: _number(len(t.calls)), digits=0),
    "cases": Measure(N_("案件"), N_("件"), lambda t: _number(len(t.cases)), digits=0),
    "repeats": Measure(N_("重复故障"), N_("件"), _repeats, lower_is_better=True, digits=0),
    "answer_hours": Measure(N_("首次答复时间（中位数）"), N_("小时"), _answer_hours, lower_is_better=True),
    "answered_in_time": Measure(N_("24 小时内答复"), "%", _answered_in_time, lower_is_better=False, factor=100.0),
    "kept_rate": Measure(N_("承诺按时兑现"), "%", _kept, lower_is_better=False, factor=100.0),
    "score": Measure(N_("平均分"), N_("分"), _score, lower_is_better=False),
    "violations": Measure(N_("每百通禁语"), N_("处"), _violations, lower_is_better=True),
}
