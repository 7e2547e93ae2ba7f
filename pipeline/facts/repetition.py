"""Where the agent gives the customer's key facts back: digits, address, name, organisation, agreed time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.fuzz import partial_ratio, partial_ratio_alignment

from pipeline.domain.facts import Ticket
from pipeline.facts.lines import Line, Lines
from pipeline.facts.sounds import sounds
from pipeline.text.normalise import normalise

_ORDER_NUMBER = re.compile(r"尾号|单号|订单|运单|票号|户号|卡号|身份证|工号")
_ASKS_WHICH = re.compile(r"哪|什么|几[号栋楼点]")
_DIGITS_SHARED = 4
_STRETCH = 4  # characters of an address or organisation that make a repetition
_WHOLE_ADDRESS = 6  # characters that are still recognised where some of them were misheard
_ALIKE = 80.0  # per cent
_MARKS = ",.?!;: "


@dataclass(frozen=True, slots=True)
class Repetition:
    """``kind`` is digits, address, unit, name or time; the stretch is ``text[start:end]`` of the agent's line."""

    line: Line
    start: int
    end: int
    kind: str


def repetitions(lines: Lines, ticket: Ticket) -> Iterable[Repetition]:
    """Every stretch in which the agent repeats what the customer said before."""
    for line in lines.agent:
        earlier = [other for other in lines.customer if other.position < line.position]
        yield from _digits(line, earlier)
        yield from _facts(line, earlier, ticket)
        yield from _times(line, earlier)


def _digits(line: Line, earlier: list[Line]) -> Iterable[Repetition]:
    said = "|".join(run.digits for other in earlier for run in other.digits)
    for run in line.digits:
        pieces = (run.digits[i : i + _DIGITS_SHARED] for i in range(len(run.digits) - _DIGITS_SHARED + 1))
        if any(piece in said for piece in pieces) and not _ORDER_NUMBER.search(line.text, 0, run.start):
            yield Repetition(line, run.start, run.end, "digits")


def _facts(line: Line, earlier: list[Line], ticket: Ticket) -> Iterable[Repetition]:
    facts = (("address", ticket.address, _STRETCH), ("unit", ticket.unit, _STRETCH), ("name", ticket.name, 2))
    for kind, value, least in facts:
        sought = sounds(normalise(value).text) if value else ""
        spans = [*_shared(line, sought, least, whole=kind == "name"), *_alike(line, sought)] if sought else []
        for start, end in spans:
            stretch = _plain(line.sounds[start:end])
            if not _ASKS_WHICH.search(line.text, *line.clause(start, end)) and _was_said(stretch, earlier):
                yield Repetition(line, start, end, kind)
                break


def _was_said(stretch: str, earlier: list[Line]) -> bool:
    spoken = [_plain(other.sounds) for other in earlier]
    return any(stretch in words for words in spoken) or (
        len(stretch) >= _WHOLE_ADDRESS - 1
        and any(partial_ratio(stretch, words) >= _ALIKE for words in spoken if len(words) >= len(stretch))
    )


def _shared(line: Line, value: str, least: int, whole: bool) -> Iterable[tuple[int, int]]:
    """The stretches of ``line`` that sound like ``least`` characters of ``value``, punctuation aside."""
    size = max(len(value), least) if whole else least
    where = [i for i, c in enumerate(line.sounds) if c not in _MARKS]
    spoken = "".join(line.sounds[i] for i in where)
    for at in range(len(value) - size + 1):
        found = spoken.find(value[at : at + size])
        if found >= 0:
            yield where[found], where[found + size - 1] + 1


def _alike(line: Line, value: str) -> Iterable[tuple[int, int]]:
    """The stretch of ``line`` that sounds like most of ``value``: 平安李八号罗二零三."""
    if len(value) < _WHOLE_ADDRESS:
        return
    where = [i for i, c in enumerate(line.sounds) if c not in _MARKS]
    found = partial_ratio_alignment(value, "".join(line.sounds[i] for i in where), score_cutoff=_ALIKE)
    if found is not None and found.dest_end - found.dest_start >= _WHOLE_ADDRESS - 1:
        yield where[found.dest_start], where[found.dest_end - 1] + 1


def _times(line: Line, earlier: list[Line]) -> Iterable[Repetition]:
    """The same clock time or day as the customer named."""
    for time in line.times:
        for other in (t for said in earlier[-6:] for t in said.times):
            if time.precise and (time.clock, time.duration) == (other.clock, other.duration):
                yield Repetition(line, time.start, time.end, "time")
                break


def _plain(text: str) -> str:
    return re.sub("[,.?!;: ]", "", text)
