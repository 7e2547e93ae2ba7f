"""Fairness: whether violations are found more often where the agent was heard badly."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.language import Words, _
from pipeline.reports.constants import QUALITY_BINS
from pipeline.reports.report import QualityBin, QualityLine
from pipeline.statistics.estimate import MINIMUM, Estimate
from pipeline.statistics.intervals import correlation_of, share_of

MEASURES = Words({"confidence": "识别置信度", "line_faults": "线路问题数"})
WEAK = 0.1  # a correlation whose interval lies within this is of no consequence


def quality_lines(calls: pd.DataFrame) -> list[QualityLine]:
    """Each measure over all calls, and again within each agent's own calls.

    Over all calls a connection may come from who has which line; what is left within agents can't.
    """
    return [_line(calls, measure, within) for measure in MEASURES for within in (False, True)]


def _line(calls: pd.DataFrame, measure: str, within: bool) -> QualityLine:
    known = calls.dropna(subset=[measure, *(["agent"] if within else [])])
    x = known[measure].astype(float)
    y = (known["violations"] > 0).astype(float)
    if within:
        x, y = _centred(x, known["agent"]), _centred(y, known["agent"])
    figure = correlation_of(x.to_numpy(), y.to_numpy())
    bins = () if within else _bins(known, measure)
    return QualityLine(measure, MEASURES[measure], within, figure, _reading(figure), bins)


def _centred(values: pd.Series, agents: pd.Series) -> pd.Series:
    return values - values.groupby(agents).transform("mean")


def _reading(figure: Estimate) -> str:
    if figure.n < MINIMUM:
        return _("样本不足（%(n)s，至少 %(minimum)s）", n=figure.n, minimum=MINIMUM)
    if figure.low is None or figure.high is None or figure.value is None:
        return _("数值没有变化，无法判断")
    if figure.low <= 0 <= figure.high:
        return _("未发现关联") if max(-figure.low, figure.high) < WEAK else _("无法区分有无关联，样本还不够")
    if abs(figure.value) < WEAK:
        return _("有关联，但很弱")
    return _("数值越低，判违规越多：请复核这些通话") if figure.value < 0 else _("数值越高，判违规越多：请复核这些通话")


def _bins(known: pd.DataFrame, measure: str) -> tuple[QualityBin, ...]:
    """Calls of equal number from the lowest to the highest value; equal values stay together."""
    if known.empty:
        return ()
    values = known[measure].astype(float)
    edges = np.unique(np.quantile(values, np.linspace(0, 1, QUALITY_BINS + 1)))
    place = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, max(len(edges) - 2, 0))
    found = []
    for number in np.unique(place):
        own = known.loc[place == number]
        label = _range(float(own[measure].min()), float(own[measure].max()))
        found.append(QualityBin(label, share_of(int((own["violations"] > 0).sum()), len(own))))
    return tuple(found)


def _range(low: float, high: float) -> str:
    return f"{low:.3g}" if low == high else f"{low:.3g}–{high:.3g}"
