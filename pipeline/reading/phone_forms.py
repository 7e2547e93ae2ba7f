"""Which telephone numbers exist, and which of them was meant by digits that may have been misheard."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import product
from math import inf

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?:010|02\d|0[3-9]\d\d)?[2-8]\d{6,7}|400\d{7}|800\d{7}|95\d{3,4}")
# What a change costs; a digit that another saying of the number contradicts costs 1.
_LOST_ONE, _WORD_AHEAD, _WORD_BEHIND, _SOUND_ALIKE, _MERGED = 0.5, 0.6, 0.7, 0.15, 0.3
_LOST, _EXTRA_AT_EDGE = 0.8, 0.7  # a digit is lost sooner than invented, and invented sooner next to words
_NO_NUMBER, _NO_MOBILE = 2.0, 0.4
_MOBILE_DIGITS, _MERGEABLE, _MOST_MERGED = 11, 8, 512
_SAME_NUMBER = 4  # a piece needs so many digits in common with a number to belong to it


def is_mobile(digits: str) -> bool:
    return bool(_MOBILE.fullmatch(digits))


def is_complete(digits: str) -> bool:
    return is_mobile(digits) or bool(_LANDLINE.fullmatch(digits))


@dataclass(frozen=True, slots=True)
class Heard:
    """Digits as heard once; ``lead`` and ``tail`` only sound like digits. ``weight``: how much they are believed."""

    digits: str
    lead: str = ""
    tail: str = ""
    weight: float = 1.0


def likeliest(sayings: Sequence[Heard]) -> str:
    """The number that agrees best with everything heard of it; the first saying where they are one piece.

    >>> likeliest([Heard("1594078632"), Heard("159440786320")])
    '15944078632'
    """
    options: dict[str, float] = {}
    for saying in sayings:
        for digits, price in _readings(saying):
            options[digits] = min(price, options.get(digits, price))
    for digits in _merged(sayings):
        options[digits] = min(_MERGED, options.get(digits, _MERGED))
    return _cheapest({digits: price + _doubt(digits) for digits, price in options.items()}, sayings)


def _cheapest(prices: Mapping[str, float], sayings: Sequence[Heard]) -> str:
    """The first of the options with the lowest price after what each saying disagrees is added."""
    best, lowest = "", inf
    place = {digits: i for i, digits in enumerate(prices)}
    for digits in sorted(prices, key=prices.__getitem__):
        total = _total(digits, prices[digits], sayings, lowest)
        if total < lowest or (total == lowest and place[digits] < place[best]):
            best, lowest = digits, total
    return best


def _total(digits: str, price: float, sayings: Sequence[Heard], lowest: float) -> float:
    """Price and disagreement; infinite as soon as they come to more than ``lowest``."""
    disagreement = 0.0
    for saying in sayings:
        if price + disagreement > lowest:
            return inf
        disagreement += saying.weight * min(_distance(digits, reading) for reading in _plain_readings(saying))
    return price + disagreement


def belongs(piece: str, number: str) -> bool:
    """Whether both have a stretch of four digits in common."""
    pieces = {piece[i : i + _SAME_NUMBER] for i in range(len(piece) - _SAME_NUMBER + 1)}
    return any(one in number for one in pieces)


def _readings(saying: Heard) -> Iterable[tuple[str, float]]:
    """The digits with what may have been lost at the edges, or without what was no digit; each with its price."""
    plain = saying.digits
    yield plain, 0.0
    for lead, tail in product((saying.lead, saying.lead[-1:], ""), (saying.tail, saying.tail[:1], "")):
        yield lead + plain + tail, _SOUND_ALIKE * len(lead + tail)
        if is_mobile(f"1{plain}{tail}") and not lead:
            yield f"1{plain}{tail}", _LOST_ONE + _SOUND_ALIKE * len(tail)
    for ahead, behind in ((1, 0), (0, 1), (0, 2), (1, 1), (2, 0)):
        rest = plain[ahead : len(plain) - behind]
        if is_complete(rest) and not is_complete(plain) and len(plain) >= 8:
            yield rest, _WORD_AHEAD * ahead + _WORD_BEHIND * behind


def _merged(sayings: Sequence[Heard]) -> Iterable[str]:
    """Two sayings of the same length or so put together, each place as one or the other heard it."""
    whole = [digits for s in sayings if len(digits := _fullest(s)) >= _MERGEABLE]
    for one, other in ((a, b) for i, a in enumerate(whole) for b in whole[i + 1 :] if a != b):
        places = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
        ways = [
            (one[a:b],) if kind == "equal" else (one[a:b], other[c:d], one[a:b] + other[c:d])
            for kind, a, b, c, d in places
        ]
        if len(ways) <= 9:
            for _, parts in zip(range(_MOST_MERGED), product(*ways), strict=False):
                if is_complete(digits := "".join(parts)) and len(digits) >= max(len(one), len(other)) - 1:
                    yield digits


def _fullest(saying: Heard) -> str:
    """With what sounds like digits at the edges, as far as a number can be that long."""
    options = (saying.lead + saying.digits + saying.tail, saying.lead + saying.digits, saying.digits)
    return next((digits for digits in options if len(digits) <= _MOBILE_DIGITS), saying.digits)


def _doubt(digits: str) -> float:
    return 0.0 if is_mobile(digits) else _NO_MOBILE if is_complete(digits) else _NO_NUMBER


def _distance(number: str, heard: str) -> float:
    """Edits between both; a word beside the digits may have been heard as one."""
    beside = min(_differences(number, heard[1:]), _differences(number, heard[:-1])) + _EXTRA_AT_EDGE
    return min(_differences(number, heard), beside)


def _plain_readings(saying: Heard) -> set[str]:
    return {
        saying.digits,
        saying.lead + saying.digits,
        saying.digits + saying.tail,
        saying.lead + saying.digits + saying.tail,
    }


@lru_cache(maxsize=2048)
def _differences(number: str, heard: str) -> float:
    """Edits from one to the other; digits of ``number`` that a piece leaves out at its edges cost nothing."""
    piece = len(heard) < len(number) - 2
    row = [0.0 if piece else _LOST * i for i in range(len(number) + 1)]
    for j, digit in enumerate(heard, 1):
        last, row[0] = row[0], float(j)
        for i, wanted in enumerate(number, 1):
            last, row[i] = row[i], min(row[i] + 1, row[i - 1] + _LOST, last + (digit != wanted))
    return min(row) if piece else row[-1]
