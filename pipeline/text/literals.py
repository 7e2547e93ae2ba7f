"""Finds many short texts at once, by their characters and by their sound. Phrases and patterns are built on it.

By characters: one Aho-Corasick automaton. By sound: a second one over folded syllables finds whole texts all of whose
syllables are usual confusions; texts of four syllables and more are also looked up by halves, so that one syllable may
be anything, missing or added. Every candidate is then weighed syllable by syllable.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import ahocorasick

from pipeline.domain.finding import MatchKind
from pipeline.text.normalise import spelling
from pipeline.text.sound import Heard, Syllable, cost, folded, heard, ways_to_say

T = TypeVar("T")
ADDED_OR_MISSING = 0.8
MAY_CROSS_SENTENCES = 4  # characters: shorter texts must lie inside one sentence


@dataclass(frozen=True, slots=True)
class Spot:
    """``literals[literal]`` at ``[start, end)`` of the normalised text; ``score`` is 1.0 for the same characters."""

    literal: int
    start: int
    end: int
    kind: MatchKind
    score: float


@dataclass(frozen=True, slots=True)
class _Spoken:
    """One reading of one literal."""

    literal: int
    sounds: tuple[Syllable, ...]
    keys: str


@dataclass(frozen=True, slots=True)
class _Half:
    """Part of a reading found in the text leads to the whole: ``keys[at:at + length]``."""

    spoken: _Spoken
    at: int
    length: int


def budget(syllables: int) -> float:
    """The highest total cost at which a text of so many syllables still counts as heard."""
    if syllables < 2:
        return 0.0
    return {2: 0.17, 3: 0.5, 4: 0.75}.get(syllables, min(0.2 * syllables, 1.6))


def dearest(syllables: int) -> float:
    """The highest cost of any one syllable."""
    return {2: 0.15, 3: 0.35, 4: 0.5}.get(syllables, 1.0)


class LiteralFinder:
    """Compiled once from texts, then ``find(text)`` any number of times."""

    def __init__(self, literals: Iterable[str]) -> None:
        self.literals = tuple(spelling(text) for text in literals)
        self._exact = _automaton((text, i) for i, text in enumerate(self.literals))
        spoken = [s for i, text in enumerate(self.literals) for s in _readings(i, text)]
        self._whole = _automaton((s.keys, s) for s in spoken)
        self._halves = _automaton((half.spoken.keys[half.at : half.at + half.length], half) for half in _halve(spoken))

    def find(self, text: str) -> list[Spot]:
        """Every occurrence, overlapping ones too, in order of their start; the best of those at the same place."""
        sound = heard(text)
        best: dict[tuple[int, int, int], Spot] = {}
        for spot in (*self._by_characters(sound), *self._by_sound(sound)):
            place = (spot.start, spot.end, spot.literal)
            if place not in best or best[place].score < spot.score:
                best[place] = spot
        return [best[place] for place in sorted(best)]

    def _by_characters(self, sound: Heard) -> list[Spot]:
        spots = [
            Spot(literal, last + 1 - len(self.literals[literal]), last + 1, MatchKind.EXACT, 1.0)
            for last, found in _matches(self._exact, sound.normal.text)
            for literal in found
        ]
        return [s for s in spots if s.end - s.start >= MAY_CROSS_SENTENCES or sound.normal.one_sentence(s.start, s.end)]

    def _by_sound(self, sound: Heard) -> list[Spot]:
        spots = []
        for last, found in _matches(self._whole, sound.keys):
            for spoken in found:
                spots.append(self._weigh(sound, spoken, last + 1 - len(spoken.keys)))
        for last, halves in _matches(self._halves, sound.keys):
            for half in halves:
                spots.append(self._complete(sound, half, last + 1))
        return [spot for spot in spots if spot is not None and sound.normal.one_sentence(spot.start, spot.end)]

    def _weigh(self, sound: Heard, spoken: _Spoken, start: int) -> Spot | None:
        """The text at ``start``, syllable for syllable."""
        end = start + len(spoken.keys)
        if sound.normal.text[start:end] == self.literals[spoken.literal]:
            return None  # found by its characters
        return _spot(spoken, start, end, list(map(cost, spoken.sounds, sound.sounds[start:end])))

    def _complete(self, sound: Heard, half: _Half, end: int) -> Spot | None:
        """The whole around a half that was found up to ``end``: the other half may hold one foreign syllable."""
        spoken = half.spoken
        if half.at == 0:
            return self._after(sound, spoken, end - half.length, half.length)
        return self._before(sound, spoken, end, half.at)

    def _after(self, sound: Heard, spoken: _Spoken, start: int, known: int) -> Spot | None:
        tail, keys, at = spoken.keys[known:], sound.keys, start + known
        same = _shared_start(tail, keys, at)
        if same == len(tail):
            return None  # found as a whole
        foreign = known + same
        if tail[same + 1 :] == keys[at + same + 1 : at + len(tail)] and at + len(tail) <= len(keys):
            return self._weigh(sound, spoken, start)
        if len(spoken.keys) < 5:
            return None
        if tail[same:] == keys[at + same + 1 : at + len(tail) + 1]:
            return _skipping(sound, spoken, start, heard_skip=start + foreign)
        if tail[same + 1 :] == keys[at + same : at + len(tail) - 1] and same + 1 < len(tail):
            return _skipping(sound, spoken, start, spoken_skip=foreign)
        return None

    def _before(self, sound: Heard, spoken: _Spoken, end: int, known: int) -> Spot | None:
        head, keys = spoken.keys[:known], sound.keys
        start, at = end - len(spoken.keys), end - len(spoken.keys) + known
        same = _shared_end(head, keys, at)
        if same == known:
            return None
        foreign = known - same - 1
        if start >= 0 and head[:foreign] == keys[start : start + foreign]:
            return self._weigh(sound, spoken, start)
        if len(spoken.keys) < 5:
            return None
        if start >= 1 and head[: foreign + 1] == keys[start - 1 : start + foreign]:
            return _skipping(sound, spoken, start - 1, heard_skip=start + foreign)
        if foreign > 0 and start >= -1 and head[:foreign] == keys[start + 1 : start + 1 + foreign]:
            return _skipping(sound, spoken, start + 1, spoken_skip=foreign)
        return None


def _skipping(sound: Heard, spoken: _Spoken, start: int, *, heard_skip: int | None = None,
              spoken_skip: int | None = None) -> Spot | None:  # fmt: skip
    """Weighed with one syllable too many in the text, or one missing."""
    end = start + len(spoken.keys) + (1 if heard_skip is not None else -1)
    if end > len(sound.keys):
        return None
    said = [s for i, s in enumerate(spoken.sounds) if i != spoken_skip]
    got = [s for i, s in enumerate(sound.sounds[start:end], start) if i != heard_skip]
    return _spot(spoken, start, end, [*map(cost, said, got), ADDED_OR_MISSING])


def _spot(spoken: _Spoken, start: int, end: int, costs: list[float]) -> Spot | None:
    length, total = len(spoken.keys), sum(costs)
    allowed = budget(length)
    if total > allowed or max(costs) > dearest(length):
        return None
    return Spot(spoken.literal, start, end, MatchKind.SOUND, round(0.95 - 0.35 * total / allowed, 3))


def _shared_start(tail: str, keys: str, at: int) -> int:
    same = 0
    for a, b in zip(tail, keys[at : at + len(tail)], strict=False):
        if a != b:
            break
        same += 1
    return same


def _shared_end(head: str, keys: str, at: int) -> int:
    same = 0
    for a, b in zip(reversed(head), reversed(keys[max(at - len(head), 0) : max(at, 0)]), strict=False):
        if a != b:
            break
        same += 1
    return same


def _readings(literal: int, text: str) -> list[_Spoken]:
    """How a literal sounds; nothing for a single syllable, or one that is mostly Latin letters or numbers."""
    if len(text) < 2 or sum(c.isascii() for c in text) * 2 >= len(text):
        return []
    unique: dict[str, tuple[Syllable, ...]] = {}
    for sounds in ways_to_say(text):
        unique.setdefault("".join(map(folded, sounds)), sounds)
    return [_Spoken(literal, sounds, keys) for keys, sounds in unique.items()]


def _halve(spoken: list[_Spoken]) -> list[_Half]:
    halves = []
    for one in spoken:
        length = len(one.keys)
        if length >= 4:
            middle = length // 2
            halves += [_Half(one, 0, middle), _Half(one, middle, length - middle)]
    return halves


def _automaton(entries: Iterable[tuple[str, T]]) -> ahocorasick.Automaton:
    by_key: dict[str, list[T]] = defaultdict(list)
    for key, value in entries:
        if key:
            by_key[key].append(value)
    automaton = ahocorasick.Automaton()
    for key, values in by_key.items():
        automaton.add_word(key, tuple(values))
    automaton.make_automaton()
    return automaton


def _matches(automaton: ahocorasick.Automaton, text: str) -> Iterable[tuple[int, tuple[Any, ...]]]:
    return automaton.iter(text) if len(automaton) else ()
