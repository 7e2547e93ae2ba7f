"""Stretches of a call in which nobody speaks: ringing, music on hold, silence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.domain.record import Record, SpokenText
from pipeline.domain.times import Interval, merge
from pipeline.language import Words

LONG_SILENCE = 3.0  # seconds
RING, MUSIC, SILENCE = "ring", "music", "silence"
TITLES = Words({RING: "振铃", MUSIC: "等待音乐", SILENCE: "静默"})  # in the order of the legend


@dataclass(frozen=True, slots=True)
class Region:
    """``kind``: ring | music | silence; times in seconds."""

    kind: str
    start: float
    end: float

    @property
    def title(self) -> str:
        return TITLES[self.kind]


def regions(record: Record, music: Iterable[Interval], duration: float) -> tuple[Region, ...]:
    """In their order. Silence is where there is nothing else for LONG_SILENCE or more."""
    measured, spoken = record.metrics, _spoken(record.utterances)
    answered = measured.answered_at or 0.0
    rings = _without([Interval(0.0, answered)] if answered and measured.rings else [], spoken)
    playing = _without(merge(music), [*spoken, *rings])
    busy = [*spoken, *rings, *playing]
    silent = [gap for gap in _without([Interval(0.0, max(duration, 0.0))], busy) if gap.duration >= LONG_SILENCE]
    kinds = ((RING, rings), (MUSIC, playing), (SILENCE, silent))
    found = [Region(kind, round(i.start, 2), round(i.end, 2)) for kind, own in kinds for i in own]
    return tuple(sorted(found, key=lambda region: (region.start, region.end)))


def legend(found: Sequence[Region]) -> tuple[tuple[str, str], ...]:
    """The kinds that there are, with their titles."""
    return tuple((kind, title) for kind, title in TITLES.items() if any(region.kind == kind for region in found))


def title_of_gap(found: Iterable[Region], start: float, end: float) -> str:
    """What is to be heard between two utterances: what fills most of it."""
    gap = Interval(start, max(start, end))
    shares = dict.fromkeys(TITLES, 0.0)
    for region in found:
        shares[region.kind] += gap.overlap(Interval(region.start, region.end))
    most = max((RING, MUSIC), key=lambda kind: shares[kind])
    return TITLES[most] if shares[most] > gap.duration / 2 else TITLES[SILENCE]


def _spoken(utterances: Iterable[SpokenText]) -> list[Interval]:
    return [Interval(u.start, max(u.start, u.end)) for u in utterances]


def _without(intervals: Iterable[Interval], taken: Iterable[Interval]) -> list[Interval]:
    """What is left of ``intervals`` (disjoint, in order) where nothing of ``taken`` is."""
    left, away = [], merge(taken)
    for interval in intervals:
        at = interval.start
        for other in away:
            if other.end <= at or other.start >= interval.end:
                continue
            if other.start > at:
                left.append(Interval(at, other.start))
            at = max(at, other.end)
        if at < interval.end:
            left.append(Interval(at, interval.end))
    return left
