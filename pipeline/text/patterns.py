"""A small language for what people say in many ways, written by supervisors, matched by characters and by sound.

``请问…帮(助|到|)您`` - literal stretches; ``…`` is a gap of up to 8 characters, ``…12`` of up to 12; alternatives
stand in ``(a|b|)``, an empty one makes the group optional; ``{name}`` inserts a vocabulary list; ``^`` and ``$`` are
the beginning and the end of the sentence (fillers such as 嗯 or 啊 don't count). Spaces and punctuation mean nothing.
Gaps, groups and what they multiply to have limits, so that no pattern makes matching slow.
A pattern is unfolded into plain sequences of literals and gaps, so that neighbouring pieces are heard as one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from operator import attrgetter
from typing import NamedTuple

from pipeline.domain.finding import MatchKind
from pipeline.text.candidates import Candidates
from pipeline.text.literals import LiteralFinder, Spot
from pipeline.text.matcher import Hit, without_overlaps
from pipeline.text.normalise import Normalised, spelling
from pipeline.text.sound import Heard, heard

USUAL_GAP = 8
LONG_GAP = 12  # characters: a wider gap may also cross the end of a sentence
WIDEST_GAP = 60  # characters
LONGEST_REACH = 150  # characters: all gaps of one sequence together
MOST_SEQUENCES = 3000
DEEPEST = 12  # groups in groups
MOST_CHAINS = 200  # of one sequence in one text: more are the same words over and over
FILLERS = frozenset("嗯呃啊哦唔噢哎诶欸呀呢吧嘛哈喽那")
_FORMS = str.maketrans({"（": "(", "）": ")", "｜": "|", "｛": "{", "｝": "}", "＾": "^", "＄": "$"})
_MARKS = frozenset("….(){}|^$（）｜｛｝＾＄")
_TOKEN = re.compile(
    r"(?P<gap>(?:…+|\.{3,})(?P<width>\d{0,3}))"
    r"|\{(?P<word>[^{}]*)\}"
    r"|(?P<mark>[(|)^$])"
    r"|(?P<text>[^…(){}|^$]+?(?=\.{3}|[…(){}|^$]|\Z))"
    r"|(?P<stray>.)",
    re.DOTALL,
)
_WORD = re.compile(r"\{([^{}]*)\}")
Words = Mapping[str, Sequence[str]]
_Item = str | int  # a literal, or a gap of up to so many characters
_Sequence = tuple[_Item, ...]


class PatternError(ValueError):
    """A pattern can't be read; the message says why, in Chinese, for the person who wrote it."""


@dataclass(frozen=True, slots=True)
class Unfolded:
    """One plain way to say a pattern: ``literals`` with ``gaps[i]`` between ``literals[i]`` and ``literals[i + 1]``."""

    literals: tuple[str, ...]
    gaps: tuple[int, ...]
    from_begin: bool
    to_end: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern as it was written, and every plain sequence it stands for."""

    source: str
    ways: tuple[Unfolded, ...]


def unfold(pattern: str, words: Words | None = None) -> Pattern:
    """Read a pattern. ``words`` are the vocabulary lists that it may insert.

    Raises:
        PatternError: for a pattern that can't be read, is empty, or stands for too many sequences.
    """
    if is_plain(pattern):
        return _unfold(pattern, ())
    used = {name: tuple(words[name]) for name in _WORD.findall(pattern.translate(_FORMS)) if words and name in words}
    return _unfold(pattern, tuple(used.items()))


@lru_cache(maxsize=20_000)
def _unfold(pattern: str, words: tuple[tuple[str, tuple[str, ...]], ...]) -> Pattern:
    if is_plain(pattern) and (text := spelling(pattern)):
        return Pattern(pattern, (Unfolded((text,), (), False, False),))
    source = pattern.strip().translate(_FORMS)
    from_begin, to_end = source.startswith("^"), source.endswith("$")
    inner = source[from_begin : len(source) - to_end]
    sequences = _Reader(inner, dict(words)).read()
    unfolded = {_plain(sequence, from_begin, to_end): None for sequence in sequences}
    if any(not one.literals for one in unfolded):
        raise PatternError("句式里必须有文字：去掉可选部分和省略号之后不能为空")
    if any(sum(one.gaps) > LONGEST_REACH for one in unfolded):
        raise PatternError(f"省略号合起来最多 {LONGEST_REACH} 个字")
    return Pattern(pattern, tuple(unfolded))


def _plain(sequence: _Sequence, from_begin: bool, to_end: bool) -> Unfolded:
    """Neighbouring literals joined, neighbouring gaps added up, gaps at the edges dropped."""
    literals: list[str] = []
    gaps: list[int] = []
    open_gap: int | None = None
    for item in sequence:
        if isinstance(item, int):
            open_gap = (open_gap or 0) + item
        elif literals and open_gap is None:
            literals[-1] += item
        else:
            gaps += [open_gap or 0] if literals else []
            literals.append(item)
            open_gap = None
    return Unfolded(tuple(literals), tuple(gaps), from_begin, to_end)


def _too_many() -> PatternError:
    return PatternError(f"可选部分的组合超过 {MOST_SEQUENCES} 种，请拆成几条句式")


def _gap(width: str) -> int:
    if len(width) > 3 or int(width or USUAL_GAP) > WIDEST_GAP:
        raise PatternError(f"省略号最多代表 {WIDEST_GAP} 个字")
    return int(width or USUAL_GAP)


def _literal(text: str) -> _Sequence:
    return (spelt,) if (spelt := spelling(text)) else ()


class _Reader:
    """Reads a pattern from left to right; a group is read by recursion."""

    def __init__(self, source: str, words: Words) -> None:
        self._tokens = list(_TOKEN.finditer(source))
        self._words = words
        self._next = 0
        self._depth = 0

    def read(self) -> list[_Sequence]:
        sequences = self._alternatives()
        if self._next < len(self._tokens):
            raise PatternError("多了一个右括号「)」")
        return sequences

    def _alternatives(self) -> list[_Sequence]:
        found = self._sequence()
        while self._peek() == "|":
            self._next += 1
            found = found + self._sequence()
            if len(found) > MOST_SEQUENCES:
                raise _too_many()
        return found

    def _sequence(self) -> list[_Sequence]:
        """The product of everything up to ``|``, ``)`` or the end."""
        sequences: list[_Sequence] = [()]
        while self._peek() not in ("|", ")", None):
            choices = self._item()
            if len(sequences) * len(choices) > MOST_SEQUENCES:
                raise _too_many()
            sequences = [before + after for before, after in product(sequences, choices)]
        return sequences

    def _item(self) -> list[_Sequence]:
        token = self._tokens[self._next]
        self._next += 1
        if token["gap"]:
            return [(_gap(token["width"]),)]
        if token["word"] is not None:
            return [_literal(word) for word in self._listed(token["word"])]
        if token["mark"] == "(":
            return self._group()
        if token["text"]:
            return [_literal(token["text"])]
        raise PatternError(f"「{token[0]}」不能出现在这里")

    def _group(self) -> list[_Sequence]:
        self._depth += 1
        if self._depth > DEEPEST:
            raise PatternError(f"括号最多套 {DEEPEST} 层")
        choices = self._alternatives()
        self._depth -= 1
        if self._peek() != ")":
            raise PatternError("少了一个右括号「)」")
        self._next += 1
        return choices

    def _listed(self, name: str) -> Sequence[str]:
        if name not in self._words:
            raise PatternError(f"没有名为「{name}」的词表")
        return self._words[name]

    def _peek(self) -> str | None:
        return self._tokens[self._next]["mark"] or "" if self._next < len(self._tokens) else None


@dataclass(frozen=True, slots=True)
class _Way:
    """One unfolded sequence of one listed pattern, its literals as numbers of the finder.

    ``then`` are the literals behind the ``first`` one, each after the gap before it; ``needed`` are all of them.
    """

    number: int
    listed: int
    first: int
    then: tuple[tuple[int, int], ...]
    needed: frozenset[int]
    from_begin: bool
    to_end: bool


Ways = dict[int, list[_Way]]


class PatternMatcher:
    """``PatternMatcher({"offer_help": ["有什么…帮(助|到|)您"]})`` is compiled once, for all patterns together.

    A way of several literals is filed under its longest literal and another one: only where both may have been said it
    is looked at, and only the literals of such ways are weighed.
    """

    def __init__(
        self, patterns: Mapping[str, Iterable[str | Pattern]], words: Words | None = None, lenient: bool = True
    ) -> None:
        """Raises :class:`PatternError` for the first pattern that can't be read. ``lenient`` weighs sounds mildly."""
        read = [
            (key, pattern if isinstance(pattern, Pattern) else unfold(pattern, words))
            for key, listed in patterns.items()
            for pattern in listed
        ]
        self._listed = [(key, pattern.source) for key, pattern in read]
        numbers: dict[str, int] = {}
        self._alone: Ways = {}  # by their only literal
        self._ways: dict[int, Ways] = defaultdict(dict)
        unfolded = ((listed, one) for listed, (_, pattern) in enumerate(read) for one in pattern.ways)
        for number, (listed, one) in enumerate(unfolded):
            self._add(number, listed, one, numbers)
        self._finder = LiteralFinder(numbers, lenient)

    def _add(self, number: int, listed: int, one: Unfolded, numbers: dict[str, int]) -> None:
        literals = tuple(numbers.setdefault(text, len(numbers)) for text in one.literals)
        rarest = max(zip(map(len, one.literals), literals, strict=True))[1]
        needed = frozenset(literals)
        then = tuple(zip(one.gaps, literals[1:], strict=True))
        way = _Way(number, listed, literals[0], then, needed, one.from_begin, one.to_end)
        others = needed - {rarest}
        filed, place = (self._ways[rarest], min(others)) if others else (self._alone, rarest)
        filed.setdefault(place, []).append(way)

    def find(self, text: str) -> list[Hit]:
        """The hits in order of their start; ``phrase`` is the pattern. Of overlapping hits of one key the best."""
        hits = self.find_all(text)
        return without_overlaps(hits) if len(hits) > 1 else hits

    def find_all(self, text: str) -> list[Hit]:
        """Every hit, overlapping ones too, in no order."""
        if not self._listed:
            return []
        sound = heard(text)
        possible = self._finder.possible(sound)
        if not possible or not (ways := self._feasible(possible)):
            return []
        spots = _Spots(self._finder, possible, sound)
        longest = sorted([found for literal in ways if (found := spots[literal])])
        return [
            self._hit(way, chain, sound.normal)
            for found in longest
            for way in ways[found[0].literal]
            for chain in _chains(way, spots, sound.normal)
        ]

    def _feasible(self, possible: Candidates) -> Ways:
        """The ways all of whose literals may have been said, by their longest one."""
        found: Ways = {}
        for literal in possible:
            ways = self._alone.get(literal)
            by_other = self._ways.get(literal)
            if by_other:
                ways = self._joined(ways or (), by_other, possible.keys())
            if ways:
                found[literal] = ways
        return found

    @staticmethod
    def _joined(alone: Iterable[_Way], by_other: Ways, literals: Set[int]) -> list[_Way]:
        """With those ways of several literals all of which are among ``literals``; in the order of their numbers."""
        more = [
            way
            for other in by_other.keys() & literals
            for way in by_other[other]
            if len(way.needed) <= 2 or way.needed <= literals
        ]
        return sorted([*alone, *more], key=_number)

    def _hit(self, way: _Way, chain: _Chain, normal: Normalised) -> Hit:
        key, pattern = self._listed[way.listed]
        start, end = normal.original_span(chain.start, chain.end)
        return Hit(key, pattern, start, end, normal.original[start:end], chain.kind, chain.score)


_number = attrgetter("number")
_start = attrgetter("start")
_SOUND = MatchKind.SOUND


class _Chain(NamedTuple):
    """Some of a way's literals, found one after another: as sure as the least sure of them."""

    start: int
    end: int
    kind: MatchKind
    score: float

    def then(self, spot: Spot) -> _Chain:
        kind = _SOUND if spot.kind is _SOUND else self.kind
        return _Chain(self.start, spot.end, kind, min(self.score, spot.score))

    def preferred_to(self, other: _Chain) -> bool:
        return (self.kind is not _SOUND, self.score) > (other.kind is not _SOUND, other.score)


class _Spots(dict[int, list[Spot]]):
    """Where each literal was said in one text, weighed when it is first asked for."""

    def __init__(self, finder: LiteralFinder, possible: Candidates, sound: Heard) -> None:
        self._finder, self._possible, self._sound = finder, possible, sound

    def __missing__(self, literal: int) -> list[Spot]:
        self[literal] = spots = self._finder.weighed(self._possible[literal], self._sound)
        return spots


def _chains(way: _Way, spots: Mapping[int, list[Spot]], normal: Normalised) -> list[_Chain]:
    """The ways to find the literals one after another, no farther apart than the gaps allow.

    Of those with the same begin and end the best remains, and MOST_CHAINS in all: however often the words are
    repeated, the work grows with the length of the text only.
    """
    chains = [
        _Chain(s.start, s.end, s.kind, s.score)
        for s in spots[way.first]
        if not way.from_begin or _begins(normal, s.start)
    ]
    for gap, literal in way.then:
        chains = _longer(chains[-MOST_CHAINS:], gap, spots[literal], normal)
    return [c for c in chains if _ends(normal, c.end)] if way.to_end else chains


def _longer(chains: Iterable[_Chain], gap: int, spots: list[Spot], normal: Normalised) -> list[_Chain]:
    best: dict[tuple[int, int], _Chain] = {}
    for chain in chains:
        for spot in _within(spots, chain.end, chain.end + gap):
            if gap > LONG_GAP or normal.sentences[chain.end - 1] == normal.sentences[spot.start]:
                longer = chain.then(spot)
                place = longer.start, longer.end
                if place not in best or longer.preferred_to(best[place]):
                    best[place] = longer
    return list(best.values())


def _within(spots: list[Spot], first: int, last: int) -> list[Spot]:
    """Those that start in ``[first, last]``; ``spots`` are in order of their start."""
    return spots[bisect_left(spots, first, key=_start) : bisect_right(spots, last, key=_start)]


def _begins(normal: Normalised, start: int) -> bool:
    """Whether only fillers stand between the beginning of the sentence and ``start``."""
    while start > 0 and normal.sentences[start - 1] == normal.sentences[start]:
        start -= 1
        if normal.text[start] not in FILLERS:
            return False
    return True


def _ends(normal: Normalised, end: int) -> bool:
    """Whether only fillers stand between ``end`` and the end of the sentence."""
    while end < len(normal.text) and normal.sentences[end] == normal.sentences[end - 1]:
        if normal.text[end] not in FILLERS:
            return False
        end += 1
    return True


def is_plain(text: str) -> bool:
    """Whether a text uses nothing of the pattern language."""
    return _MARKS.isdisjoint(text)


def is_whole_sentence(normal: Normalised, start: int, end: int) -> bool:
    """Whether ``normal.text[start:end]`` is all that is said in its sentence, fillers aside."""
    return start < end and _begins(normal, start) and _ends(normal, end)
