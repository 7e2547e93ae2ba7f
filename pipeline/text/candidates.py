"""Where a text might be heard: fast look-up by folded syllables, before anything is weighed.

One Aho-Corasick automaton over folded syllables holds whole texts, all of whose syllables may be usual confusions, and
the halves of texts of four syllables and more: one half must be right, the other may hold one foreign syllable.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import ahocorasick

from pipeline.text.sound import Syllable

SHORTEST_HALVED = 4  # syllables
SHORTEST_STRETCHED = 5  # syllables: shorter texts may not have a syllable too many or too few


class Spoken(NamedTuple):
    """One reading of one literal, which is spelt ``text``: its syllables, and their folded keys."""

    literal: int
    text: str
    sounds: tuple[Syllable, ...]
    keys: str


Candidate = tuple[Spoken, int, int, int | None, int | None]
"""``(spoken, start, end, added, missing)``: a reading that may stand at ``[start, end)`` of the text.

``added`` is the place of a syllable of the text that is too many, ``missing`` that of one of its own that is lost.
A plain tuple, because most of the many that are made for every text are thrown away at once.
"""

Near = dict[str, list[Spoken]]
"""Readings of which a half is known, by the two syllables of their other half that are nearest to it.

As at most one syllable is foreign, one of the two is where it belongs, or a place off.
"""


class _Entry(NamedTuple):
    """What a stretch of folded syllables may be: whole readings, their beginning, their end."""

    length: int
    whole: list[Spoken]
    begins: Near
    ends: Near


Candidates = defaultdict[int, list[Candidate]]


class SoundIndex:
    """Compiled once from readings; the same candidate may come twice and must be weighed."""

    def __init__(self, readings: Iterable[Spoken]) -> None:
        entries: dict[str, _Entry] = {}
        for spoken in readings:
            _entry(entries, spoken.keys).whole.append(spoken)
            if len(spoken.keys) >= SHORTEST_HALVED:
                _add_halves(entries, spoken)
        self._automaton = _automaton(entries)

    def candidates(self, keys: str) -> Candidates:
        """Every place in the folded text where a reading may have been said, by literal."""
        found: Candidates = defaultdict(list)
        if self._automaton is None:
            return found
        padded = f"{keys}{_NOTHING}"  # also before the first syllable, as Python counts
        for last, (length, whole, begins, ends) in self._automaton.iter(keys):
            end = last + 1
            start = end - length
            for spoken in whole:
                found[spoken.literal].append((spoken, start, end, None, None))
            if begins and (padded[end] in begins or padded[end + 1] in begins):
                for spoken in _near(begins, padded[end], padded[end + 1]):
                    _go_on(spoken, keys, start, length, found)
            if ends and start and (padded[start - 1] in ends or padded[start - 2] in ends):
                for spoken in _near(ends, padded[start - 1], padded[start - 2]):
                    _go_back(spoken, keys, end, len(spoken.keys) - length, found)
        return found


_NOTHING = "\0\0"


def _near(side: Near, first: str, second: str) -> Sequence[Spoken]:
    """Readings that may go on with ``first`` and ``second``: right, replaced, added or missing."""
    found = side.get(first, ())
    others = side.get(second, ()) if second != first else ()
    return (*found, *others) if found and others else found or others


def _automaton(entries: Mapping[str, _Entry]) -> ahocorasick.Automaton | None:
    if not entries:
        return None
    automaton = ahocorasick.Automaton()
    for keys, entry in entries.items():
        automaton.add_word(keys, entry)
    automaton.make_automaton()
    return automaton


def _entry(entries: dict[str, _Entry], keys: str) -> _Entry:
    return entries.setdefault(keys, _Entry(len(keys), [], {}, {}))


def _add_halves(entries: dict[str, _Entry], spoken: Spoken) -> None:
    middle = len(spoken.keys) // 2
    head, tail = spoken.keys[:middle], spoken.keys[middle:]
    begins, ends = _entry(entries, head).begins, _entry(entries, tail).ends
    for key in dict.fromkeys(tail[:2]):
        begins.setdefault(key, []).append(spoken)
    for key in dict.fromkeys(head[-2:]):
        ends.setdefault(key, []).append(spoken)


def _go_on(spoken: Spoken, keys: str, start: int, known: int, found: Candidates) -> None:
    """The first ``known`` syllables are right; behind them one may be replaced, added or missing."""
    said = spoken.keys
    length, stop, shift, at = len(said), len(keys), start, known
    while at < length and at + shift < stop and said[at] == keys[at + shift]:
        at += 1
    if at == length:
        return  # found as a whole
    place = at + shift
    if place < stop and keys.startswith(said[at + 1 :], place + 1):
        found[spoken.literal].append((spoken, start, start + length, None, None))
    if length < SHORTEST_STRETCHED:
        return
    if keys.startswith(said[at:], place + 1):
        found[spoken.literal].append((spoken, start, start + length + 1, place, None))
    if at + 1 < length and keys.startswith(said[at + 1 :], place):
        found[spoken.literal].append((spoken, start, start + length - 1, None, at))


def _go_back(spoken: Spoken, keys: str, end: int, unknown: int, found: Candidates) -> None:
    """The syllables from ``unknown`` on are right, up to ``end``; before them one may be replaced, added or missing."""
    said = spoken.keys
    length = len(said)
    shift, at = end - length, unknown
    while at > 0 and at + shift > 0 and said[at - 1] == keys[at + shift - 1]:
        at -= 1
    if at == 0:
        return  # found as a whole
    place = at + shift - 1  # where the foreign syllable stands
    if place >= 0 and keys.endswith(said[: at - 1], 0, place):
        found[spoken.literal].append((spoken, shift, end, None, None))
    if length < SHORTEST_STRETCHED:
        return
    if place > 0 and keys.endswith(said[:at], 0, place):
        found[spoken.literal].append((spoken, shift - 1, end, place, None))
    if at > 1 and keys.endswith(said[: at - 1], 0, place + 1):
        found[spoken.literal].append((spoken, shift + 1, end, None, at - 1))
