"""Elements of scripts, slots and kinds, compiled: what must be said, and what is not meant by it."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.lexicon.schema import Element
from pipeline.text.matcher import Hit
from pipeline.text.patterns import PatternMatcher, Words, unfold


class Elements:
    """The patterns of some elements, each with the word lists that it may insert, matched in one pass."""

    def __init__(self, elements: Mapping[str, tuple[Element, Words]]) -> None:
        self._names = tuple(elements)
        self._any = PatternMatcher({name: [unfold(p, words) for p in e.any] for name, (e, words) in elements.items()})
        self._unless = PatternMatcher(
            {name: [unfold(p, words) for p in e.unless] for name, (e, words) in elements.items()}
        )

    def find(self, text: str) -> Mapping[str, tuple[Hit, ...]]:
        """The hits by element, in the elements' order, without those that an ``unless`` pattern overlaps."""
        hits = self._any.find(text)
        if not hits:
            return {}
        unless = self._unless.find_all(text)
        if unless:
            hits = [h for h in hits if not any(other.key == h.key and shared(h, other) for other in unless)]
        by_name: dict[str, list[Hit]] = {}
        for hit in hits:
            by_name.setdefault(hit.key, []).append(hit)
        return {name: tuple(by_name[name]) for name in self._names if name in by_name}


def shared(a: Hit, b: Hit) -> int:
    """How many characters two hits have in common."""
    return max(0, min(a.end, b.end) - max(a.start, b.start))
