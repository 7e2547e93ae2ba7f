"""Personal numbers in a line, said as digits (13800138000) or in words (幺三八，零零一三，八零零零)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.privacy.digits import is_id_card, parts
from pipeline.privacy.kinds import Kind
from pipeline.privacy.rows import Row, certain, rows
from pipeline.reading.lines import Line, Lines
from pipeline.reading.numbers import DigitRun
from pipeline.reading.phone import phone
from pipeline.reading.phone_forms import is_complete

_FILLERS = frozenset("嗯啊呃哦噢额哎唉")
_X = re.compile(r"[ ,]*(?:x|叉|埃克斯|爱克斯|艾克斯)")
_ID, _CARD = re.compile("身份证|证件号"), re.compile("银行卡|卡号|信用卡|储蓄卡|账号|账户")
_NOT_PERSONAL = re.compile("工号|单号|订单|编号|运单|流水|案卷|批号|报错|代码|版本|条码|序列号|型号|发票")
_PHONE = re.compile("电话|手机|联系")
_TECHNICAL = re.compile(r".{0,2}?(?:\d{1,5}(?:[.:]\d{1,6}){2,}|(?<=0x)[0-9a-f]+)")  # versions, addresses of machines
_BEFORE = 16  # characters before the digits that tell what they are
_NEAR_START = 8
_LEAST = 7  # digits of the shortest telephone number
_PIECE = 3  # digits of a telephone number said in pieces

Found = tuple[int, int, Kind]  # offsets into the utterance's text


def numbers(line: Line, lines: Lines) -> Iterable[Found]:
    """Every personal number of one line."""
    known = phone(lines)
    for row in rows(line.text):
        yield from _of_row(line, row, lines)
    for run in line.digits:
        if _TECHNICAL.fullmatch(line.text[max(0, run.start - 2) : run.end]):
            continue
        at, digits = _positions(line.text, run)
        about, personal = _about(line, run.start, lines)
        digits, end = _with_x(line.text, run, digits, about)
        if not personal:
            continue
        found = parts(digits, about)
        for start, stop, kind in found:
            first, last = (
                (run.start, end) if at is None else (at[start], end if stop == len(digits) else at[stop - 1] + 1)
            )
            first, last = _widened(line.text, run, first, last, kind, digits[start:stop])
            end_x = _X.match(line.text, last) if kind is Kind.ID_CARD else None
            yield first, end_x.end() if end_x else last, kind
        if not found and known is not None and _is_piece(digits, known.digits):
            yield run.start, run.end, Kind.PHONE


def _of_row(line: Line, row: Row, lines: Lines) -> Iterable[Found]:
    """What is personal wherever it is said; and in 九四个八, which :mod:`pipeline.reading` doesn't read, the rest."""
    found = certain(row)
    counted = any(end - start > 1 for start, end in row.at)
    if counted and len(row.digits) >= _LEAST:
        about, personal = _about(line, row.start, lines)
        found += parts(row.digits, about) if personal else []
    yield from ((*row.place(first, last), kind) for first, last, kind in found)


def _positions(text: str, run: DigitRun) -> tuple[list[int] | None, str]:
    """Where each digit stands; None where that can't be told."""
    at = [i for i in range(run.start, run.end) if text[i].isalnum() and text[i] not in _FILLERS]
    return (at if len(at) == len(run.digits) else None), run.digits


def _with_x(text: str, run: DigitRun, digits: str, about: Kind | None) -> tuple[str, int]:
    """The digits with the X that an identity card may end with, or its last four, where these were asked for."""
    match = _X.match(text, run.end)
    if match and (about is Kind.ID_CARD or (len(digits) >= 17 and is_id_card(f"{digits[-17:]}X"))):
        return f"{digits}X", match.end()
    return digits, run.end


def _about(line: Line, start: int, lines: Lines) -> tuple[Kind | None, bool]:
    """The kind of number that was announced, and whether it is somebody's; telephone numbers announce themselves."""
    asked = lines.before(line) if start <= _NEAR_START else None
    before = (asked.text[-_BEFORE:] if asked else "") + line.text[max(0, start - _BEFORE) : start]
    cues = (
        (_ID, Kind.ID_CARD, True),
        (_CARD, Kind.BANK_CARD, True),
        (_NOT_PERSONAL, None, False),
        (_PHONE, None, True),
    )
    spoken = [(match.start(), kind, personal) for cue, kind, personal in cues for match in cue.finditer(before)]
    return max(spoken, key=lambda found: found[0])[1:] if spoken else (None, True)


def _widened(text: str, run: DigitRun, start: int, end: int, kind: Kind, digits: str) -> tuple[int, int]:
    """With what only sounds like digits at the edges of a telephone number that is not complete without."""
    if kind is not Kind.PHONE or is_complete(digits):
        return start, end
    lead = len(run.lead) if start == run.start else 0
    tail = len(run.tail) if end == run.end else 0
    return max(0, start - lead), min(len(text), end + tail)


def _is_piece(digits: str, known: str) -> bool:
    return len(known) >= 7 and len(digits) >= _PIECE and digits in known
