"""The vocabulary of the slots folder, compiled once a pack: asking and telling patterns, and word lists."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import ahocorasick

from pipeline.lexicon import Pack
from pipeline.reading.sounds import sounds
from pipeline.text.matcher import Hit
from pipeline.text.patterns import PatternMatcher
from pipeline.text.sound import cost, readings

Span = tuple[int, int]
# Lists whose words are mended when a recogniser wrote a sound-alike, and the fewest characters that make it certain.
_MENDED = {
    "when.time_words": 2,
    "who.jobs": 2,
    "who.unit_endings": 2,
    "where.areas": 2,
    "where.rooms": 2,
    "what.faults": 3,
    "commitments.actions": 3,
}
_INTRODUCES = re.compile("我是|我们是|我们这|我们那|这里是|这边是")  # before it, two characters are certain enough
_INTRODUCTION = 10
_NUMERALS = frozenset("0123456789零一二三四五六七八九十两几")
# Slots and lists that are looked up with spots().
_CLOSE = 0.3
_SPOTTED = ("when.", "what.", "how.", "commitments.", "where.places", "who.titles")
# Elements that are asked for in the same lines: they are matched in one pass.
_TOGETHER = tuple(f"confirm_repeat.{name}" for name in ("asked_again", "announced", "tagged", "noted"))
_REMEMBERED = 16_384  # elements in texts: a call is read for its facts and then by the checks


class Cues:
    """``words["who.titles"]`` are listed words; :meth:`hits` and :meth:`spots` find patterns and words in a text.

    ``hits("what.asked", text)`` remembers the last texts.
    """

    def __init__(self, slots: Mapping[str, Any]) -> None:
        self.words = {
            f"{slot}.{name}": tuple(listed) for slot, script in slots.items() for name, listed in script.words.items()
        }
        self._elements = {
            f"{slot}.{name}": (element, script.words)
            for slot, script in slots.items()
            for name, element in script.elements.items()
        }
        self._matchers: dict[tuple[str, ...], tuple[PatternMatcher, PatternMatcher]] = {}
        self._together = tuple(name for name in _TOGETHER if name in self._elements)
        self.hits = lru_cache(maxsize=_REMEMBERED)(self._hits)
        self._heard = lru_cache(maxsize=_REMEMBERED)(self._found)
        self._automaton = _automaton({n: w for n, w in self.words.items() if n.startswith(_SPOTTED) or n in _MENDED})
        self._anywhere = frozenset(self.words.get("when.time_words", ()))
        self._by_sound = _sound_automaton(self.words)
        self.suggestions = {name: element.suggestion for name, (element, _) in self._elements.items()}

    def _hits(self, element: str, text: str) -> tuple[Hit, ...]:
        """Where ``slot.element`` is heard in ``text``, but for hits that an ``unless`` pattern overlaps.

        Most elements are matched apart, as they are asked for in a few lines of a call only.
        """
        if element in self._together:
            return tuple([hit for hit in self._heard(self._together, text) if hit.key == element])
        return self._found((element,), text) if element in self._elements else ()

    def _found(self, elements: tuple[str, ...], text: str) -> tuple[Hit, ...]:
        wanted, refused = self._matchers.get(elements) or self._compiled(elements)
        found = wanted.find(text)
        overlapping = refused.find(text) if found else ()
        if overlapping:
            found = [h for h in found if not any(_overlap(h, other) for other in overlapping)]
        return tuple(found)

    def _compiled(self, names: tuple[str, ...]) -> tuple[PatternMatcher, PatternMatcher]:
        elements, words = {name: self._elements[name][0] for name in names}, self._elements[names[0]][1]
        self._matchers[names] = (
            PatternMatcher({name: element.any for name, element in elements.items()}, words),
            PatternMatcher({name: element.unless for name, element in elements.items()}, words),
        )
        return self._matchers[names]

    def mended(self, text: str, heard: str | None = None) -> str:
        """``text`` with words of the lists written as listed where they were recognised as sound-alikes.

        ``heard`` are its sounds. Same length, so that offsets stay: 而刻的护士 -> 儿科的护士. Listed words as long are
        left alone.
        """
        found = list(self._sound_alikes(text, sounds(text) if heard is None else heard))
        if not found:
            return text
        found.sort(key=lambda spot: spot[0] - spot[1])
        taken = [span for spans in self.spots(text).values() for span in spans if span[1] - span[0] > 1]
        for start, end, word in found:
            if not any(a < end and start < b and b - a >= end - start for a, b in taken):
                taken.append((start, end))
                text = text[:start] + word + text[end:]
        return text

    def _sound_alikes(self, text: str, heard: str) -> Iterable[tuple[int, int, str]]:
        for last, word in self._by_sound.iter(heard):
            start = last + 1 - len(word)
            said = text[start : last + 1]
            if said in (word, "我是") or (len(word) == 2 and not _alike(said, word)):
                continue
            introduced = (
                len(word) > 2
                or word in self._anywhere
                or _INTRODUCES.search(text, max(0, start - _INTRODUCTION), start)
            )
            if introduced and _NUMERALS.isdisjoint(said):
                yield start, last + 1, word

    def spots(self, text: str) -> dict[str, list[Span]]:
        """Where listed words stand in ``text``, by ``slot.list``."""
        found: dict[str, list[Span]] = defaultdict(list)
        for last, entries in self._automaton.iter(text):
            for name, length in entries:
                found[name].append((last + 1 - length, last + 1))
        return found


def _overlap(one: Hit, other: Hit) -> bool:
    return one.key == other.key and one.start < other.end and other.start < one.end


def _alike(said: str, word: str) -> bool:
    """Closer than the codes tell: 护市 is 护士, but 军你 is not 经理."""
    return all(cost(readings(a)[0], readings(b)[0]) <= _CLOSE for a, b in zip(said, word, strict=True))


def _automaton(words: Mapping[str, Iterable[str]]) -> ahocorasick.Automaton:
    entries: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for name, listed in words.items():
        for word in listed:
            entries[word].append((name, len(word)))
    automaton = ahocorasick.Automaton()
    for word, named in entries.items():
        automaton.add_word(word, tuple(named))
    automaton.make_automaton()
    return automaton


def _sound_automaton(words: Mapping[str, Iterable[str]]) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for name, least in _MENDED.items():
        for word in words.get(name, ()):
            if len(word) >= least and not _NUMERALS & set(word):
                automaton.add_word(sounds(word), word)
    automaton.make_automaton()
    return automaton


def cues_of(pack: Pack) -> Cues:
    """The compiled slots of ``pack``; compiled once."""
    return pack.once(_compile)


def _compile(pack: Pack) -> Cues:
    return Cues(pack.slots)
