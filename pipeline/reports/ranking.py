"""Ranks that refuse: only who differs from everybody else gets one."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import numpy as np

from pipeline.reports.constants import MINIMUM, MOST_NEEDED
from pipeline.reports.figures import Estimate, Standing

Pair = tuple[int, int]


def standings(figures: Sequence[Estimate]) -> list[Standing]:
    """The standing of each group, the highest value first; those with a small sample have no rank."""
    found = [Standing(f"样本不足（{f.n}，至少 {MINIMUM}）") for f in figures]
    ranked = [i for i, f in enumerate(figures) if f.n >= MINIMUM and f.low is not None]
    ranked.sort(key=lambda i: -(figures[i].value or 0.0))
    for first, last in _blocks([figures[i] for i in ranked]):
        for place in range(first, last + 1):
            found[ranked[place]] = _standing([figures[i] for i in ranked], place, (first, last))
    return found


def is_large_enough(figure: Estimate) -> bool:
    return figure.n >= MINIMUM


def overlap(a: Estimate, b: Estimate) -> bool:
    """Whether the intervals share a point; unknown intervals may lie anywhere."""
    if a.low is None or a.high is None or b.low is None or b.high is None:
        return True
    return a.low <= b.high and b.low <= a.high


def _blocks(figures: Sequence[Estimate]) -> list[Pair]:
    """First and last place of each block that lies wholly above the next one."""
    if not figures:
        return []
    lowest = np.minimum.accumulate([f.low or 0.0 for f in figures])
    highest = np.maximum.accumulate([f.high or 0.0 for f in reversed(figures)])[::-1]
    starts = [0, *(i for i in range(1, len(figures)) if lowest[i - 1] > highest[i])]
    return [(start, end - 1) for start, end in zip(starts, [*starts[1:], len(figures)], strict=True)]


def _standing(figures: Sequence[Estimate], place: int, block: Pair) -> Standing:
    first, last = block
    if first == last:
        return Standing(f"第 {place + 1} 名", place + 1)
    text = f"并列第 {first + 1}–{last + 1} 名，无法区分"
    neighbours = [n for n in (place - 1, place + 1) if first <= n <= last and overlap(figures[place], figures[n])]
    needed = [more for n in neighbours if (more := more_needed(figures[place], figures[n])) is not None]
    if not needed:
        return Standing(text)
    return Standing(f"{text}，还需要约 {min(needed)} 通才能区分", None, min(needed))


def more_needed(own: Estimate, other: Estimate) -> int | None:
    """About how many more values would part the two intervals, both samples growing alike; None: can't be told.

    An interval's width falls with the root of the sample's size.
    """
    if own.value is None or own.low is None or other.value is None or other.low is None:
        return None
    distance = abs(own.value - other.value)
    if distance == 0:
        return None
    growth = ((own.value - own.low + other.value - other.low) / distance) ** 2
    more = max(1, ceil(own.n * (growth - 1)))
    return more if more <= MOST_NEEDED else None
