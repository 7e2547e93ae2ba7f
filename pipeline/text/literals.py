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
_EXACT, _SOUND = MatchKind.EXACT, MatchKind.SOUND  # a member is looked up slowly in its class


class Spot(NamedTuple):
    """``literals[literal]`` at ``[start, end)`` of the normalised text; ``score`` is 1.0 for the same characters."""

    start: int
    end: int
    literal: int
    kind: MatchKind
    score: float


class LiteralFinder:
    """Compiled once from texts, then asked about any number of texts."""

    def __init__(self, literals: Iterable[str], lenient: bool = False) -> None:
        """``lenient``: weigh sounds as in a script, where the context leaves little doubt."""
        self._lenient = lenient
        self.literals = tuple(spelling(text) for text in literals)
        readings = [_readings(i, text) for i, text in enumerate(self.literals)]
        self._index = SoundIndex(spoken for ways in readings for spoken in ways)
        self._soundless = _automaton(
            Spoken(i, text, (), text) for i, text in enumerate(self.literals) if text and not readings[i]
        )

    def find(self, text: str) -> list[Spot]:
        """Every occurrence, overlapping ones too, in order of their start; the best of those at the same place."""
        sound = heard(text)
        possible = self.possible(sound)
        return sorted(spot for candidates in possible.values() for spot in self.weighed(candidates, sound))

    def possible(self, sound: Heard) -> Candidates:
        """Where each literal may have been said, or rather more: quickly, by literal, not weighed yet."""
        found = self._index.candidates(sound.keys)
        if self._soundless is None:
            return found
        for last, written in self._soundless.iter(sound.normal.text):
            for spoken in written:
                found[spoken.literal].append((spoken, last + 1 - len(spoken.text), last + 1, None, None))
        return found

    def weighed(self, candidates: Iterable[Candidate], sound: Heard) -> list[Spot]:
        """Where one literal was said, in order of the start; of several at the same place the best."""
        normal, spots = sound.normal, []
        for candidate in candidates:
            spoken, start, end, _, _ = candidate
            same = normal.text[start:end] == spoken.text
            if not (same and end - start >= MAY_CROSS_SENTENCES) and not normal.one_sentence(start, end):
                continue
            worth = 1.0 if same else score(candidate, sound, self._lenient)
            if worth:
                spots.append(Spot(start, end, spoken.literal, _EXACT if same else _SOUND, worth))
        return spots if len(spots) < 2 else _best(spots)


def _best(spots: Iterable[Spot]) -> list[Spot]:
    best: dict[tuple[int, int], Spot] = {}
    for spot in spots:
        place = spot.start, spot.end
        if place not in best or best[place].score < spot.score:
            best[place] = spot
    return sorted(best.values())


def _readings(literal: int, text: str) -> list[Spoken]:
    """How a literal sounds; nothing for a single syllable, or one that is mostly Latin letters or digits."""
    if len(text) < 2 or sum(c.isascii() for c in text) * 2 >= len(text):
        return []
    unique: dict[str, tuple[Syllable, ...]] = {}
    for sounds in ways_to_say(text):
        unique.setdefault("".join(map(folded, sounds)), sounds)
    return [Spoken(literal, text, sounds, keys) for keys, sounds in unique.items()]


def _automaton(listed: Iterable[Spoken]) -> ahocorasick.Automaton | None:
    by_text: dict[str, list[Spoken]] = defaultdict(list)
    for spoken in listed:
        by_text[spoken.text].append(spoken)
    if not by_text:
        return None
    automaton = ahocorasick.Automaton()
    for text, same in by_text.items():
        automaton.add_word(text, tuple(same))
    automaton.make_automaton()
    return automaton
