"""Finds many short texts at once, by their characters and by their sound. Phrases and patterns are built on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import ahocorasick

from pipeline.domain.finding import MatchKind
from pipeline.text.candidates import Candidate, Candidates, SoundIndex, Spoken
from pipeline.text.normalise import spelling
from pipeline.text.sound import Heard, Syllable, folded, heard, ways_to_say
from pipeline.text.weighing import score

MAY_CROSS_SENTENCES = 4  # characters: shorter texts must lie inside one sentence


class Spot(NamedTuple):
    """``literals[literal]`` at ``[start, end)`` of the normalised text; ``score`` is 1.0 for the same characters."""

    start: int
    end: int
    literal: int
    kind: MatchKind
    score: float


Spots = dict[int, list[Spot]]


class LiteralFinder:
    """Compiled once from texts, then asked about any number of texts."""

    def __init__(self, literals: Iterable[str], lenient: bool = False) -> None:
        """``lenient``: weigh sounds as in a script, where the context leaves little doubt."""
        self._lenient = lenient
        self.literals = tuple(spelling(text) for text in literals)
        readings = [_readings(i, text) for i, text in enumerate(self.literals)]
        self._index = SoundIndex(spoken for ways in readings for spoken in ways)
        self._soundless = _automaton(
            Spoken(i, (), text) for i, text in enumerate(self.literals) if text and not readings[i]
        )

    def find(self, text: str) -> list[Spot]:
        """Every occurrence, overlapping ones too, in order of their start; the best of those at the same place."""
        sound = heard(text)
        possible = self.possible(sound)
        return sorted(spot for spots in self.weighed(possible, possible, sound).values() for spot in spots)

    def possible(self, sound: Heard) -> Candidates:
        """Where each literal may have been said, or rather more: quickly, by literal, not weighed yet."""
        found = self._index.candidates(sound.keys)
        if len(self._soundless):
            for last, written in self._soundless.iter(sound.normal.text):
                for spoken in written:
                    start = last + 1 - len(spoken.keys)
                    found.setdefault(spoken.literal, []).append(Candidate(spoken, start, last + 1))
        return found

    def weighed(self, possible: Candidates, literals: Iterable[int], sound: Heard) -> Spots:
        """The occurrences of the ``literals`` in order of their start, those whose first one comes first at the front.

        Of those at the same place the best remains; a literal that does not stand the test is left out.
        """
        found = []
        for literal in literals:
            best: dict[tuple[int, int], Spot] = {}
            for candidate in possible[literal]:
                spot = self._weigh(candidate, sound)
                if spot and (spot[:2] not in best or best[spot[:2]].score < spot.score):
                    best[spot[:2]] = spot
            if best:
                found.append(sorted(best.values()))
        found.sort()
        return {spots[0].literal: spots for spots in found}

    def _weigh(self, candidate: Candidate, sound: Heard) -> Spot | None:
        start, end, literal = candidate.start, candidate.end, candidate.spoken.literal
        spelt, normal = self.literals[literal], sound.normal
        same = normal.text[start:end] == spelt
        if not (same and len(spelt) >= MAY_CROSS_SENTENCES) and not normal.one_sentence(start, end):
            return None
        if same:
            return Spot(start, end, literal, MatchKind.EXACT, 1.0)
        worth = score(candidate, spelt, sound, self._lenient)
        return Spot(start, end, literal, MatchKind.SOUND, worth) if worth else None


def _readings(literal: int, text: str) -> list[Spoken]:
    """How a literal sounds; nothing for a single syllable, or one that is mostly Latin letters or digits."""
    if len(text) < 2 or sum(c.isascii() for c in text) * 2 >= len(text):
        return []
    unique: dict[str, tuple[Syllable, ...]] = {}
    for sounds in ways_to_say(text):
        unique.setdefault("".join(map(folded, sounds)), sounds)
    return [Spoken(literal, sounds, keys) for keys, sounds in unique.items()]


def _automaton(listed: Iterable[Spoken]) -> ahocorasick.Automaton:
    by_text: dict[str, list[Spoken]] = defaultdict(list)
    for spoken in listed:
        by_text[spoken.keys].append(spoken)
    automaton = ahocorasick.Automaton()
    for text, same in by_text.items():
        automaton.add_word(text, tuple(same))
    automaton.make_automaton()
    return automaton
