"""Ranks that refuse: only who differs from everybody else gets one."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from pipeline.language import _, _n
from pipeline.reports.constants import MOST_NEEDED
from pipeline.reports.figures import Standing
from pipeline.statistics.estimate import MINIMUM, Estimate


def standings(figures: Sequence[Estimate]) -> list[Standing]:
    """The standing of each group, the highest value first; those with a small sample have no rank."""
    found = [Standing(_("样本不足（%(n)s，至少 %(minimum)s）", n=f.n, minimum=MINIMUM)) for f in figures]
    ranked = [i for i, f in enumerate(figures) if is_large_enough(f) and f.low is not None]
    ranked.sort(key=lambda i: -(figures[i].value or 0.0))
    compared = [figures[i] for i in ranked]
    for place, i in enumerate(ranked):
        found[i] = _standing(compared, place)
    return found


def is_large_enough(figure: Estimate) -> bool:
    return figure.n >= MINIMUM


def overlap(a: Estimate, b: Estimate) -> bool:
    """Whether the intervals share a point; unknown intervals may lie anywhere."""
    if a.low is None or a.high is None or b.low is None or b.high is None:
        return True
    return a.low <= b.high and b.low <= a.high


def _standing(figures: Sequence[Estimate], place: int) -> Standing:
    """``figures`` in order; only what lies wholly above or below counts as better or worse."""
    own = figures[place]
    alike = [n for n, other in enumerate(figures) if n != place and overlap(own, other)]
    better = sum(1 for n in range(place) if n not in alike)
    if not alike:
        return Standing(_n("第 %(num)s 名", better + 1), better + 1)
    places = {"first": better + 1, "last": better + 1 + len(alike), "alike": len(alike)}
    more = more_needed(own, figures[min(alike, key=lambda n: abs(n - place))])
    if not more:
        return Standing(_("并列第 %(first)s–%(last)s 名，与 %(alike)s 个无法区分", **places), None, more)
    text = _n("并列第 %(first)s–%(last)s 名，与 %(alike)s 个无法区分，还需要约 %(num)s 通才能区分", more, **places)
    return Standing(text, None, more)


def more_needed(own: Estimate, other: Estimate) -> int | None:
    """About how many more values would part the two intervals, both samples growing alike; None: can't be told.

    An interval's width falls with the root of the sample's size.
    """
    if own.value is None or own.low is None or other.value is None or other.low is None:
        return None
    distance = abs(own.value - other.value)
    if distance == 0:
        return None
    growth = (own.value - own.low + other.value - other.low) / distance
    more = own.n * (growth * growth - 1)  # a product may be infinite where a power would raise
    return max(1, ceil(more)) if more <= MOST_NEEDED else None
