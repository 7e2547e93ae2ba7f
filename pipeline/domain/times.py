"""Seconds and intervals: every time in the product counts from the start of the recording."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

Seconds = float


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A stretch of time ``[start, end)`` in seconds; ``end`` is never before ``start``."""

    start: Seconds
    end: Seconds

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"an interval ends ({self.end}) before it starts ({self.start})")

    @property
    def duration(self) -> Seconds:
        return self.end - self.start

    def overlap(self, other: Interval) -> Seconds:
        """Seconds that both intervals share, 0.0 when they do not touch."""
        return max(0.0, min(self.end, other.end) - max(self.start, other.start))


_edges = attrgetter("start", "end")


def merge(intervals: Iterable[Interval], gap: Seconds = 0.0) -> list[Interval]:
    """Sorted, disjoint intervals: those that overlap, or lie at most ``gap`` seconds apart, become one."""
    merged: list[Interval] = []
    for interval in sorted(intervals, key=_edges):
        if merged and interval.start - merged[-1].end <= gap:
            merged[-1] = Interval(merged[-1].start, max(merged[-1].end, interval.end))
        else:
            merged.append(interval)
    return merged
