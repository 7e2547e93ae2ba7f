"""Pass rates from counted verdicts."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pipeline.checks.registry import checks
from pipeline.reports.figures import CheckFigure
from pipeline.statistics.intervals import estimate, share_interval, share_of

VERDICTS = ("pass", "fail", "unsure", "not_applicable", "error")


def check_figures(counts: pd.DataFrame) -> dict[str, tuple[CheckFigure, ...]]:
    """The checks of each group, in the order of their ids. ``counts`` has the columns of ``verdict_counts``."""
    table = by_verdict(counts, ["group", "check"])
    judged = table["pass"] + table["fail"]
    low, high = share_interval(table["pass"], judged)
    share = (table["pass"] / judged.where(judged > 0)).to_numpy()
    found: dict[str, list[CheckFigure]] = {}
    for place, row in enumerate(table.reset_index().itertuples(index=False)):
        group, check, *numbers = row
        rate = estimate(numbers[0] + numbers[1], share[place], low[place], high[place])
        found.setdefault(str(group), []).append(CheckFigure(str(check), title_of(check), rate, *map(int, numbers)))
    return {group: tuple(own) for group, own in found.items()}


def by_verdict(counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """One column for each verdict, zero where it did not occur."""
    table = counts.pivot_table(index=keys, columns="verdict", values="n", aggfunc="sum", fill_value=0)
    return table.reindex(columns=list(VERDICTS), fill_value=0)


def check_figure(check: str, n: Mapping[str, int]) -> CheckFigure:
    """``n`` counts the verdicts; what does not apply or is in doubt is no part of the rate."""
    rate = share_of(n["pass"], n["pass"] + n["fail"])
    return CheckFigure(check, title_of(check), rate, *(n[verdict] for verdict in VERDICTS))


def title_of(check: str) -> str:
    """The check's name in Chinese; its id where the code no longer has it."""
    known = checks()
    return known[check].title if check in known else check
