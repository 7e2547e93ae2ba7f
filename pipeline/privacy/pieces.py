"""Numbers that are said in pieces over several turns, and read back in pieces: none of the pieces looks like one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.privacy.digits import is_bank_card, is_id_card
from pipeline.privacy.kinds import Kind
from pipeline.privacy.rows import Row, rows
from pipeline.reading.lines import Line, Lines

_LEAST_DIGITS, _MOST_WORDS = 2, 8  # of a turn that is a piece: digits, and other characters that count
_READ_BACK = 3  # digits from which a piece that is said again is known
_APART = 3  # turns between two pieces
_LONGEST_PIECE, _LONGEST = 12, 24  # digits
_NUMBER = re.compile(r"1[3-9]\d{9}|0\d{9,11}")
_UNITS = frozenset("块元角分秒天年月次点度个岁位遍条斤米%折楼层号室栋单台")
_WORD = re.compile("[\u4e00-\u9fffa-z]")
Pieces = Mapping[int, Sequence[tuple[int, int, Kind]]]


@dataclass
class _Said:
    """What one speaker has said of a number so far."""

    digits: str = ""
    pieces: list[tuple[Line, Row]] = field(default_factory=list)


def said_in_pieces(lines: Lines) -> Pieces:
    """By the position of the line."""
    found: dict[int, list[tuple[int, int, Kind]]] = defaultdict(list)
    known: list[str] = []
    for spoken in (lines.customer, lines.agent):
        for said in _numbers(spoken):
            known.append(said.digits)
            for line, row in said.pieces:
                found[line.position].append((row.start, row.end, _kind(said.digits) or Kind.PHONE))
    for line in lines.all if known else ():
        found[line.position] += [
            (row.start, row.end, Kind.PHONE) for row in rows(line.text) if _is_piece_of(row, line, known)
        ]
    return found


def _numbers(spoken: Iterable[Line]) -> Iterable[_Said]:
    """Neighbouring pieces that make a number together."""
    said = _Said()
    for line in spoken:
        piece = _piece(line)
        if piece is None:
            continue
        far = said.pieces and line.position - said.pieces[-1][0].position > _APART
        if far or len(said.digits) > _LONGEST:
            said = _Said()
        if said.pieces and said.digits.endswith(piece.digits) and len(piece.digits) >= _READ_BACK:
            said.pieces.append((line, piece))  # said again
            continue
        said = _Said(said.digits + piece.digits, [*said.pieces, (line, piece)])
        if len(said.pieces) > 1 and _kind(said.digits):
            yield said
            said = _Said()


def _piece(line: Line) -> Row | None:
    """The digits of a line that says little else."""
    found = [row for row in rows(line.text) if len(row.digits) >= _LEAST_DIGITS]
    if len(found) != 1 or len(found[0].digits) > _LONGEST_PIECE:
        return None
    row = found[0]
    others = len(_WORD.findall(line.text[: row.start])) + len(_WORD.findall(line.text[row.end :]))
    return row if others <= _MOST_WORDS and line.text[row.end : row.end + 1] not in _UNITS else None


def _kind(digits: str) -> Kind | None:
    if _NUMBER.fullmatch(digits):
        return Kind.PHONE
    if is_id_card(digits):
        return Kind.ID_CARD
    return Kind.BANK_CARD if is_bank_card(digits) else None


def _is_piece_of(row: Row, line: Line, known: Iterable[str]) -> bool:
    counts = len(row.digits) >= _READ_BACK and line.text[row.end : row.end + 1] not in _UNITS
    return counts and any(row.digits in number for number in known)
