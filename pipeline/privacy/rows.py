"""Digits as people say them, each with its place: 幺三八, 138, 九四个八, 三个零; pauses between are remembered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.privacy.digits import is_bank_card, is_id_card
from pipeline.privacy.kinds import Kind
from pipeline.reading.numbers import SPOKEN

SAID = (
    SPOKEN
    | {
        "勾": "9",
        "沟": "9",
        "么": "1",
        "妖": "1",
        "动": "0",
        "壹": "1",
        "贰": "2",
        "叁": "3",
        "肆": "4",
        "伍": "5",
        "陆": "6",
        "柒": "7",
        "捌": "8",
        "玖": "9",
    }
    | {str(digit): str(digit) for digit in range(10)}
)
_DIGIT = f"[{''.join(SAID)}]"
_COUNTS = {"二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9} | {
    str(n): n for n in range(2, 10)
}
_COUNTED = (
    rf"(?P<times>[{''.join(_COUNTS)}])个(?P<counted>[零〇○洞0-9幺一二两三四五六七八九拐勾])(?![十百千万月年天点块元小])"
)
_ATOM = re.compile(rf"{_COUNTED}|(?P<digit>{_DIGIT})")
_GAP = re.compile(r"(?:[ ,.:;~…—–-]|[嗯啊呃哦额哎]|然后|那个|再|杠){1,6}")
_MOBILE = re.compile(r"(?=(1[3-9]\d{9}))")
_ID = re.compile(r"(?=([1-9]\d{17}))")
_MOBILE_DIGITS, _MOST_BESIDE = 11, 2


@dataclass(frozen=True, slots=True)
class Row:
    """Digits that belong together. ``at`` are their places in the text, ``groups`` the digits behind a pause."""

    digits: str
    at: tuple[tuple[int, int], ...]
    groups: frozenset[int]

    @property
    def start(self) -> int:
        return self.at[0][0]

    @property
    def end(self) -> int:
        return self.at[-1][1]

    def place(self, first: int, last: int) -> tuple[int, int]:
        """Where the digits ``[first, last)`` stand in the text."""
        return self.at[first][0], self.at[last - 1][1]


def rows(text: str) -> Iterator[Row]:
    """Every row of digits in ``text`` (half-width), single digits too."""
    position = 0
    while (first := _ATOM.search(text, position)) is not None:
        digits, at, groups, atom = "", [], {0}, first
        while True:
            said = SAID[atom["counted"]] * _COUNTS[atom["times"]] if atom["times"] else SAID[atom["digit"]]
            digits += said
            at += [atom.span()] * len(said)
            gap = _GAP.match(text, atom.end())
            following = _ATOM.match(text, gap.end() if gap else atom.end())
            if following is None:
                break
            if gap:
                groups.add(len(digits))
            atom = following
        position = atom.end()
        yield Row(digits, tuple(at), frozenset(groups))


def certain(row: Row) -> list[tuple[int, int, Kind]]:
    """What is personal whatever is spoken of: mobile numbers, and numbers whose check digit is right."""
    edges = row.groups | {len(row.digits)}
    found = [(m.start(), m.start() + 18, Kind.ID_CARD) for m in _ID.finditer(row.digits) if is_id_card(m[1])]
    found += [
        (a, b, Kind.BANK_CARD) for a in sorted(row.groups) for b in sorted(edges) if is_bank_card(row.digits[a:b])
    ]
    for match in _MOBILE.finditer(row.digits):
        start, end = match.start(), match.start() + _MOBILE_DIGITS
        if start in edges or end in edges or len(row.digits) <= _MOBILE_DIGITS + _MOST_BESIDE:
            found.append((start, end, Kind.PHONE))
    return found
