"""Finds many short texts at once, by their characters and by their sound. Phrases and patterns are built on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import ahocorasick

from pipeline.domain.finding import MatchKind
from pipeline.text.candidates import Candidate, SoundIndex, Spoken
from pipeline.text.normalise import spelling
from pipeline.text.sound import Heard, Syllable, folded, heard, ways_to_say
from pipeline.text.weighing import score

MAY_CROSS_SENTENCES = 4  # characters: shorter texts must lie inside one sentence


@dataclass(frozen=True, slots=True)
class Spot:
    """``literals[literal]`` at ``[start, end)`` of the normalised text; ``score`` is 1.0 for the same characters."""

    literal: int
    start: int
    end: int
    kind: MatchKind
    score: float


class LiteralFinder:
    """Compiled once from texts, then ``find(text)`` any number of times."""

    def __init__(self, literals: Iterable[str], lenient: bool = False) -> None:
        """``lenient``: weigh sounds as in a script, where the context leaves little doubt."""
        self._lenient = lenient
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
        literal, start, end = candidate.spoken.literal, candidate.start, candidate.end
        spelt, normal = self.literals[literal], sound.normal
        same = normal.text[start:end] == spelt
        if not (same and len(spelt) >= MAY_CROSS_SENTENCES) and not normal.one_sentence(start, end):
            return None
        if same:
            return Spot(literal, start, end, MatchKind.EXACT, 1.0)
        worth = score(candidate, spelt, sound, self._lenient)
        return Spot(literal, start, end, MatchKind.SOUND, worth) if worth else None


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
