"""Finds many short texts at once, by their characters and by their sound. Phrases and patterns are built on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import ahocorasick

from pipeline.domain.finding import MatchKind
from pipeline.text.candidates import Candidate, SoundIndex, Spoken
from pipeline.text.normalise import spelling
from pipeline.text.sound import Heard, Syllable, cost, folded, heard, ways_to_say

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
        readings = [_readings(i, text) for i, text in enumerate(self.literals)]
        self._index = SoundIndex(spoken for ways in readings for spoken in ways)
        self._soundless = _automaton((text, i) for i, text in enumerate(self.literals) if not readings[i])

    def find(self, text: str) -> list[Spot]:
        """Every occurrence, overlapping ones too, in order of their start; the best of those at the same place."""
        sound = heard(text)
        best: dict[tuple[int, int, int], Spot] = {}
        for candidate in self._index.candidates(sound.keys):
            spot = self._weigh(candidate, sound)
            if spot:
                place = (spot.start, spot.end, spot.literal)
                if place not in best or best[place].score < spot.score:
                    best[place] = spot
        for spot in self._by_characters(sound):
            best[spot.start, spot.end, spot.literal] = spot
        return [best[place] for place in sorted(best)]

    def _by_characters(self, sound: Heard) -> Iterable[Spot]:
        """Single characters, and what is written in Latin letters or digits."""
        if not len(self._soundless):
            return
        for last, found in self._soundless.iter(sound.normal.text):
            for literal in found:
                start = last + 1 - len(self.literals[literal])
                if last + 1 - start >= MAY_CROSS_SENTENCES or sound.normal.one_sentence(start, last + 1):
                    yield Spot(literal, start, last + 1, MatchKind.EXACT, 1.0)

    def _weigh(self, candidate: Candidate, sound: Heard) -> Spot | None:
        spoken, start, added, missing = candidate
        length = len(spoken.keys)
        end = start + length + (added is not None) - (missing is not None)
        same = added is None and missing is None and sound.normal.text[start:end] == self.literals[spoken.literal]
        if not (same and length >= MAY_CROSS_SENTENCES) and not sound.normal.one_sentence(start, end):
            return None
        if same:
            return Spot(spoken.literal, start, end, MatchKind.EXACT, 1.0)
        total, allowed = _cost(candidate, sound.sounds[start:end], dearest(length)), budget(length)
        if total > allowed:
            return None
        return Spot(spoken.literal, start, end, MatchKind.SOUND, round(0.95 - 0.35 * total / allowed, 3))


def _cost(candidate: Candidate, got: tuple[Syllable, ...], limit: float) -> float:
    """The summed cost of all syllables; infinite where one costs more than ``limit``."""
    spoken, start, added, missing = candidate
    said, extra = spoken.sounds, 0.0
    if added is not None:
        got, extra = got[: added - start] + got[added - start + 1 :], ADDED_OR_MISSING
    if missing is not None:
        said, extra = said[:missing] + said[missing + 1 :], ADDED_OR_MISSING
    costs = list(map(cost, said, got))
    return sum(costs) + extra if max(costs) <= limit else float("inf")


def _readings(literal: int, text: str) -> list[Spoken]:
    """How a literal sounds; nothing for a single syllable, or one that is mostly Latin letters or digits."""
    if len(text) < 2 or sum(c.isascii() for c in text) * 2 >= len(text):
        return []
    unique: dict[str, tuple[Syllable, ...]] = {}
    for sounds in ways_to_say(text):
        unique.setdefault("".join(map(folded, sounds)), sounds)
    return [Spoken(literal, sounds, keys) for keys, sounds in unique.items()]


def _automaton(entries: Iterable[tuple[str, int]]) -> ahocorasick.Automaton:
    by_text: dict[str, list[int]] = defaultdict(list)
    for text, literal in entries:
        if text:
            by_text[text].append(literal)
    automaton = ahocorasick.Automaton()
    for text, literals in by_text.items():
        automaton.add_word(text, tuple(literals))
    automaton.make_automaton()
    return automaton
