"""The checks, the one that is failed most first."""

from __future__ import annotations

import pandas as pd
from sqlalchemy.orm import Session

from pipeline.language import _
from pipeline.reports.check_figures import by_verdict, check_figure
from pipeline.reports.figures import CheckFigure, Standing, WeekPoint
from pipeline.reports.filter import Filter
from pipeline.reports.ranking import is_large_enough
from pipeline.reports.report import CheckLine
from pipeline.reports.trend import trend_of_counts
from pipeline.reports.verdicts import verdict_counts
from pipeline.statistics.estimate import MINIMUM
from pipeline.statistics.intervals import share_of


def check_lines(session: Session, chosen: Filter, calls: pd.DataFrame) -> list[CheckLine]:
    """Those with a small sample come last."""
    counts = verdict_counts(session, chosen, "week", calls)
    if counts.empty:
        return []
    weekly = by_verdict(counts, ["check", "group"])
    numbers = calls.drop_duplicates("week").set_index("week")["week_number"]
    found = [_line(str(check), own.droplevel(0), numbers) for check, own in weekly.groupby(level=0)]
    return sorted(found, key=lambda x: (not is_large_enough(x.figure.pass_rate), x.figure.pass_rate.value or 0.0))


def _line(check: str, weekly: pd.DataFrame, numbers: pd.Series) -> CheckLine:
    figure = check_figure(check, {str(verdict): int(n) for verdict, n in weekly.sum().items()})
    judged = weekly.loc[weekly["pass"] + weekly["fail"] > 0]
    points = [
        WeekPoint(str(week), share_of(int(passed), int(passed + failed)))
        for week, passed, failed in zip(judged.index, judged["pass"], judged["fail"], strict=True)
    ]
    weeks = numbers.reindex(judged.index).to_numpy(dtype=float)
    trend = trend_of_counts(weeks, judged["pass"].to_numpy(dtype=float), judged["fail"].to_numpy(dtype=float))
    return CheckLine(figure, Standing(_note(figure)), trend, tuple(points))


def _note(figure: CheckFigure) -> str:
    n = figure.pass_rate.n
    return "" if is_large_enough(figure.pass_rate) else _("样本不足（%(n)s，至少 %(minimum)s）", n=n, minimum=MINIMUM)
