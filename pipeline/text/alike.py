"""Where a text sounds much like one of many phrases: the phrases that are worth asking the sound about.

Far more lenient than matching by sound: what is found here may have been said, and mostly was not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.text.normalise import normalise, spelling
from pipeline.text.sound import Syllable, distances, usual_sound

Places = NDArray[np.intp]
SHORTEST = 2  # characters


class Likeness(NamedTuple):
    """``phrase`` (normalised) sounds like ``text[start:end]`` of the original text: ``distance`` a syllable, 0-1."""

    phrase: str
    start: int
    end: int
    distance: float


class SoundAlikes:
    """Compiled once from phrases; finds stretches of as many syllables that sound like one of them."""

    def __init__(self, phrases: Iterable[str], farthest: float) -> None:
        """``farthest``: the mean distance a syllable up to which a stretch counts as alike."""
        by_length: dict[int, list[str]] = defaultdict(list)
        for phrase in sorted({spelling(phrase) for phrase in phrases}):
            by_length[len(phrase)].append(phrase)
        self._farthest = farthest
        self._phrases = {n: same for n, same in by_length.items() if n >= SHORTEST}
        self._numbers = _Numbers()
        self._sounds = {n: self._numbers.of(same) for n, same in self._phrases.items()}

    def find(self, text: str) -> list[Likeness]:
        """Every stretch inside one sentence that sounds like a phrase but is not written like it."""
        normal = normalise(text)
        sounds = self._numbers.of([normal.text])[0]
        distances = self._numbers.distances()
        found = []
        for length, known in self._sounds.items():
            for at, start in _near(known, sounds, distances, self._farthest * length):
                phrase, stop = self._phrases[length][at], start + length
                if normal.one_sentence(start, stop) and normal.text[start:stop] != phrase:
                    total = distances[known[at], sounds[start:stop]].sum()
                    found.append(Likeness(phrase, *normal.original_span(start, stop), float(total) / length))
        return found


def _near(known: Places, sounds: Places, distances: NDArray[Any], most: float) -> Iterator[tuple[int, int]]:
    """(phrase, start) where the syllables of a phrase and of the text are at most ``most`` apart, all together."""
    length = known.shape[1]
    if len(sounds) < length:
        return
    total = np.zeros((len(known), len(sounds) - length + 1), np.float32)
    for i in range(length):
        total += distances[known[:, i]][:, sounds[i : len(sounds) - length + 1 + i]]
    for at, start in np.argwhere(total <= most + 1e-6):
        yield int(at), int(start)


class _Numbers:
    """A number for each syllable that was met, and the distances between all of them."""

    def __init__(self) -> None:
        self._known: dict[Syllable, int] = {}
        self._distances: NDArray[np.float32] = np.zeros((0, 0), np.float32)

    def of(self, texts: Iterable[str]) -> Places:
        """The numbers of the usual sounds of texts of one length, (texts, syllables)."""
        return np.array([[self._number(usual_sound(c)) for c in text] for text in texts], np.intp)

    def _number(self, sound: Syllable) -> int:
        return self._known.setdefault(sound, len(self._known))

    def distances(self) -> NDArray[np.float32]:
        """What it costs to hear one syllable as the other, by their numbers."""
        if len(self._distances) < len(self._known):
            self._distances = distances(list(self._known))
        return self._distances
