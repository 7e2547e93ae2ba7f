"""The vocabulary of the slots folder, compiled once a pack: asking and telling patterns, and word lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import ahocorasick

from pipeline.lexicon import Pack
from pipeline.text.matcher import Hit
from pipeline.text.patterns import PatternMatcher

Span = tuple[int, int]
_UNLESS = "unless "
_REMEMBERED = 4096  # texts: a call is read for its facts and then by the checks


class Cues:
    """``words["who.titles"]`` are listed words; :meth:`hits` and :meth:`spots` find patterns and words in a text."""

    def __init__(self, slots: Mapping[str, Any]) -> None:
        self.words = {f"{slot}.{name}": tuple(listed) for slot, script in slots.items() for name, listed in script.words.items()}
        self._patterns = PatternMatcher(dict(_patterns(slots)))
        self.hits = lru_cache(maxsize=_REMEMBERED)(self._hits)
        self._automaton = _automaton(self.words)
        self.suggestions = {f"{slot}.{name}": element.suggestion for slot, script in slots.items()
                            for name, element in script.elements.items()}  # fmt: skip

    def _hits(self, text: str) -> dict[str, list[Hit]]:
        """Elements heard in ``text`` by ``slot.element``; a hit that an ``unless`` pattern overlaps is none."""
        found: dict[str, list[Hit]] = defaultdict(list)
        for hit in self._patterns.find(text):
            found[hit.key].append(hit)
        for refused in [name for name in found if name.startswith(_UNLESS)]:
            name = refused.removeprefix(_UNLESS)
            found[name] = [h for h in found[name] if not any(h.start < r.end and r.start < h.end for r in found[refused])]
        return {name: hits for name, hits in found.items() if hits}

    def spots(self, text: str) -> dict[str, list[Span]]:
        """Where listed words stand in ``text``, by ``slot.list``."""
        found: dict[str, list[Span]] = defaultdict(list)
        for last, entries in self._automaton.iter(text):
            for name, length in entries:
                found[name].append((last + 1 - length, last + 1))
        return found


def _patterns(slots: Mapping[str, Any]) -> Iterable[tuple[str, tuple[str, ...]]]:
    for slot, script in slots.items():
        for name, element in script.elements.items():
            yield f"{slot}.{name}", tuple(element.any)
            if element.unless:
                yield f"{_UNLESS}{slot}.{name}", tuple(element.unless)


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


_compiled: dict[int, tuple[Pack, Cues]] = {}
_MOST_COMPILED = 8


def cues_of(pack: Pack) -> Cues:
    """The compiled slots of ``pack``; the pack itself is kept beside them, so that its identity stays its own."""
    known = _compiled.get(id(pack))
    if known is None:
        if len(_compiled) >= _MOST_COMPILED:
            _compiled.clear()
        known = _compiled[id(pack)] = (pack, Cues(pack.slots))
    return known[1]
