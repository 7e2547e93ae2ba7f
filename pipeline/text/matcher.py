"""Finds listed phrases in a text, by their characters and by their sound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pipeline.domain.finding import MatchKind
from pipeline.text.literals import LiteralFinder, Spot
from pipeline.text.normalise import Normalised
from pipeline.text.sound import heard


class Hit(NamedTuple):
    """``phrase`` of ``key`` was heard as ``quote``: ``text[start:end]`` of the original text. ``score`` is 0-1."""

    key: str
    phrase: str
    start: int
    end: int
    quote: str
    kind: MatchKind
    score: float


class PhraseMatcher:
    """``PhraseMatcher({"vague.probably": ["大概"]})`` is compiled once; ``find`` may be called from several threads."""

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        self._listed = [(key, phrase) for key, listed in phrases.items() for phrase in listed]
        self._finder = LiteralFinder(phrase for _, phrase in self._listed)

    def find(self, text: str) -> list[Hit]:
        """The hits in order of their start. Of overlapping hits of one key, the longest and best remains."""
        normal = heard(text).normal
        return without_overlaps([self._hit(spot, normal) for spot in self._finder.find(text)])

    def _hit(self, spot: Spot, normal: Normalised) -> Hit:
        key, phrase = self._listed[spot.literal]
        start, end = normal.original_span(spot.start, spot.end)
        return Hit(key, phrase, start, end, normal.original[start:end], spot.kind, spot.score)


def without_overlaps(hits: Iterable[Hit]) -> list[Hit]:
    """Of hits of one key that overlap: exact before sound, then the longest, then the best scored."""
    found = list(hits)
    if len(found) < 2:
        return found
    kept: dict[str, list[Hit]] = {}
    for hit in sorted(found, key=_preference):
        others = kept.setdefault(hit.key, [])
        if all(hit.end <= other.start or other.end <= hit.start for other in others):
            others.append(hit)
    return sorted((hit for hits in kept.values() for hit in hits), key=lambda hit: (hit.start, hit.end, hit.key))


def _preference(hit: Hit) -> tuple[bool, int, float]:
    return hit.kind is MatchKind.SOUND, hit.start - hit.end, -hit.score
