"""Which of several groups of texts holds the one that shares most pairs of characters with a given text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from pipeline.text.normalise import spelling


class Resemblance:
    """Compiled once from groups of texts, then asked about any number of texts."""

    def __init__(self, groups: Sequence[Iterable[str]]) -> None:
        self._texts = [(number, text) for number, texts in enumerate(groups) for text in texts]
        self._holding: dict[tuple[str, str], list[int]] = defaultdict(list)  # pair -> texts
        for place, (_, text) in enumerate(self._texts):
            for pair in _pairs(text):
                self._holding[pair].append(place)

    def nearest(self, text: str) -> int:
        """The number of the group, the first one where several (or none) are alike: shared pairs for each character."""
        shared = Counter(place for pair in _pairs(text) for place in self._holding.get(pair, ()))
        best, worth = 0, 0.0
        for place in sorted(shared):
            number, known = self._texts[place]
            share = shared[place] / (1 + len(known))
            if share > worth:
                best, worth = number, share
        return best


def _pairs(text: str) -> set[tuple[str, str]]:
    return set(pairwise(spelling(text)))
