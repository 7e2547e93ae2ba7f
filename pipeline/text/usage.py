"""How a phrase is used in its clause: said alone, asked, supposed, or quoted from somebody."""

from __future__ import annotations

import re

from pipeline.text.normalise import spelling
from pipeline.text.patterns import FILLERS

_MARK = re.compile(r"[，,、：:。？！?!；;…\s]+")
_SUPPOSED = re.compile(r"要是|如果|假如|万一|倘若|若是|的话")
_QUOTED = re.compile(r"[您你](?:刚才|刚刚|刚|之前|前面|是|方才)?(?:说|讲|提到|问)(?!明|一|给)")
_PEOPLE = "师傅|同事|客服|工程师|经理|网点|窗口|前台|门店|物业|安装队"
_TOLD = re.compile(rf"(?:{_PEOPLE}|[他她]们?)(?:之前|当时|刚才|昨天|不该|不应该)?(?:让|叫|跟|对|要)[您你]")
_ASKED = re.compile(r"(?:[吗么没]|没有|还是.+|[几哪]\S{0,6})[？?]?$|[？?]$")


def is_said_alone(text: str, start: int, end: int) -> bool:
    """Whether only fillers stand beside ``text[start:end]`` between two marks of punctuation."""
    left, right = clause_around(text, start, end)
    rest = spelling(text[left:start] + text[end:right])
    return (left, right) != (0, len(text)) and all(c in FILLERS for c in rest)


def is_inside(text: str, start: int, end: int) -> bool:
    """Whether something is said before and behind ``text[start:end]`` in its clause: it neither opens nor ends it."""
    left, right = clause_around(text, start, end)
    return bool(spelling(text[left:start])) and bool(spelling(text[end:right]))


def is_reported_or_asked(text: str, start: int, end: int) -> bool:
    """Whether the clause asks or supposes what the phrase says, or repeats what the customer said."""
    left, right = clause_around(text, start, end)
    before, clause = text[left:start], text[left : right + 1]
    reported = _QUOTED.search(before) or _TOLD.search(before)
    return bool(_SUPPOSED.search(clause) or reported or _ASKED.search(clause.rstrip("。！!；;，, ")))


def is_reported_of_others(text: str, start: int, end: int) -> bool:
    """Whether the clause tells what somebody else told the customer: 师傅让您自己看说明书."""
    left, _ = clause_around(text, start, end)
    return bool(_TOLD.search(text[left:start]))


def clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Offsets of the stretch without punctuation around ``text[start:end]``."""
    marks = [m.span() for m in _MARK.finditer(text)]
    left = max((stop for _, stop in marks if stop <= start), default=0)
    return left, min((begin for begin, _ in marks if begin >= end), default=len(text))
