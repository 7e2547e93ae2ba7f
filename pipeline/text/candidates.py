"""Where a text might be heard: fast look-up by folded syllables, before anything is weighed.

One Aho-Corasick automaton over folded syllables holds whole texts, all of whose syllables may be usual confusions, and
the halves of texts of four syllables and more: one half must be right, the other may hold one foreign syllable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import ahocorasick

from pipeline.text.sound import Syllable

SHORTEST_HALVED = 4  # syllables
SHORTEST_STRETCHED = 5  # syllables: shorter texts may not have a syllable too many or too few


@dataclass(frozen=True, slots=True)
class Spoken:
    """One reading of one literal: its syllables, and their folded keys."""

    literal: int
    sounds: tuple[Syllable, ...]
    keys: str


class Candidate(NamedTuple):
    """``spoken`` may begin at ``start``; ``added`` or ``missing`` is a syllable's offset in the text or the reading."""

    spoken: Spoken
    start: int
    added: int | None = None
    missing: int | None = None

    @property
    def end(self) -> int:
        return self.start + len(self.spoken.keys) + (self.added is not None) - (self.missing is not None)


Buckets = dict[str, list[Spoken]]


@dataclass(slots=True)
class _Side:
    """Readings of which a half is known, by the nearest syllable of their other half, and by the one behind it.

    As at most one syllable is foreign, one of the two is where it belongs, or a place off.
    """

    nearest: Buckets = field(default_factory=dict)
    behind: Buckets = field(default_factory=dict)

    def add(self, spoken: Spoken, near: str, next_one: str) -> None:
        self.nearest.setdefault(near, []).append(spoken)
        self.behind.setdefault(next_one, []).append(spoken)

    def possible(self, first: str, second: str) -> Iterator[Spoken]:
        """Readings that may go on with ``first`` and ``second``: right, replaced, added or missing."""
        nearest, behind = self.nearest, self.behind
        for bucket in (nearest.get(first), nearest.get(second), behind.get(first), behind.get(second)):
            if bucket:
                yield from bucket


@dataclass(slots=True)
class _Entry:
    """What a stretch of folded syllables may be: whole readings, their beginning, their end."""

    length: int
    whole: list[Spoken] = field(default_factory=list)
    begins: _Side | None = None
    ends: _Side | None = None


class SoundIndex:
    """Compiled once from readings; ``candidates`` may come twice and must be weighed."""

    def __init__(self, readings: Iterable[Spoken]) -> None:
        entries: dict[str, _Entry] = {}
        for spoken in readings:
            _entry(entries, spoken.keys).whole.append(spoken)
            if len(spoken.keys) >= SHORTEST_HALVED:
                _add_halves(entries, spoken)
        self._automaton = ahocorasick.Automaton()
        for keys, entry in entries.items():
            self._automaton.add_word(keys, entry)
        self._automaton.make_automaton()

    def candidates(self, keys: str) -> Iterator[Candidate]:
        """Every place in the folded text where a reading may have been said."""
        if not len(self._automaton):
            return
        for last, entry in self._automaton.iter(keys):
            end = last + 1
            start = end - entry.length
            for spoken in entry.whole:
                yield Candidate(spoken, start)
            if entry.begins:
                for spoken in entry.begins.possible(keys[end : end + 1], keys[end + 1 : end + 2]):
                    yield from _going_on(spoken, keys, start, entry.length)
            if entry.ends and start:
                for spoken in entry.ends.possible(keys[start - 1], keys[start - 2] if start > 1 else ""):
                    yield from _going_back(spoken, keys, end, len(spoken.keys) - entry.length)


def _entry(entries: dict[str, _Entry], keys: str) -> _Entry:
    return entries.setdefault(keys, _Entry(len(keys)))


def _add_halves(entries: dict[str, _Entry], spoken: Spoken) -> None:
    middle = len(spoken.keys) // 2
    head, tail = spoken.keys[:middle], spoken.keys[middle:]
    begin, end = _entry(entries, head), _entry(entries, tail)
    begin.begins = begin.begins or _Side()
    begin.begins.add(spoken, tail[0], tail[1])
    end.ends = end.ends or _Side()
    end.ends.add(spoken, head[-1], head[-2])


def _going_on(spoken: Spoken, keys: str, start: int, known: int) -> Iterator[Candidate]:
    """The first ``known`` syllables are right; behind them one may be replaced, added or missing."""
    said, at = spoken.keys, start + known
    same = _alike(said[known:], keys[at:])
    rest, place = said[known + same + 1 :], at + same
    if known + same == len(said):
        return  # found as a whole
    if keys.startswith(rest, place + 1) and place < len(keys):
        yield Candidate(spoken, start)
    if len(said) < SHORTEST_STRETCHED:
        return
    if keys.startswith(said[known + same :], place + 1):
        yield Candidate(spoken, start, added=place)
    if rest and keys.startswith(rest, place):
        yield Candidate(spoken, start, missing=known + same)


def _going_back(spoken: Spoken, keys: str, end: int, unknown: int) -> Iterator[Candidate]:
    """The syllables from ``unknown`` on are right, up to ``end``; before them one may be replaced, added or missing."""
    said = spoken.keys
    at = end - len(said) + unknown
    same = _alike(said[:unknown][::-1], keys[:at][::-1])
    if same == unknown:
        return  # found as a whole
    place, rest = at - same - 1, said[: unknown - same - 1]
    if place >= 0 and keys.endswith(rest, 0, place):
        yield Candidate(spoken, place - len(rest))
    if len(said) < SHORTEST_STRETCHED:
        return
    if place > 0 and keys.endswith(said[: unknown - same], 0, place):
        yield Candidate(spoken, place - len(rest) - 1, added=place)
    if rest and keys.endswith(rest, 0, place + 1):
        yield Candidate(spoken, place + 1 - len(rest), missing=unknown - same - 1)


def _alike(a: str, b: str) -> int:
    """How many characters both texts begin with."""
    same = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        same += 1
    return same
