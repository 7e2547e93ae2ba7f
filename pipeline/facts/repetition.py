"""Where the agent gives the customer's key facts back: digits, address, name, organisation, agreed time."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.fuzz import partial_ratio, partial_ratio_alignment

from pipeline.domain.facts import Ticket
from pipeline.reading.lines import MARKS, Line, Lines
from pipeline.reading.sounds import sounds, spelt_sounds
from pipeline.text.normalise import spelling

_ORDER_NUMBER = re.compile(r"尾号|单号|订单|运单|票号|户号|卡号|身份证|工号")
_ASKS_WHICH = re.compile(r"哪|什么|几[号栋楼点]")
_DIGITS_SHARED = 4
_STRETCH = 4  # characters of an address or organisation that make a repetition
_WHOLE_ADDRESS = 6  # characters that are still recognised where some of them were misheard
_SOUNDS_ALIKE = 76.0  # per cent of spelt sounds, of a stretch that was misheard on one side
_ALIKE = 80.0  # per cent
_TIMES_REMEMBERED = 6  # lines of the customer
_LINES_REMEMBERED = 40  # of the customer, for words and addresses that are compared with all of them
_LINES_RESTATED = 2  # of the customer
_SHORTEST_RESTATED = 6  # characters
_SHARE_RESTATED = 0.7  # of a sentence's characters
_NO_MARKS = dict.fromkeys(map(ord, MARKS))


@dataclass(frozen=True, slots=True)
class Repetition:
    """``kind`` is digits, address, unit, name or time; the stretch is ``text[start:end]`` of the agent's line."""

    line: Line
    start: int
    end: int
    kind: str


class Repetitions:
    """What the agent repeats of what the customer said before, line by line."""

    def __init__(self, lines: Lines, ticket: Ticket) -> None:
        facts = (("address", ticket.address, _STRETCH), ("unit", ticket.unit, _STRETCH), ("name", ticket.name, 2))
        sought = ((kind, sounds(spelling(value)), least) for kind, value, least in facts if value)
        self._facts = [(kind, value, least) for kind, value, least in sought if value]
        self._customer = lines.customer
        self._positions = [line.position for line in lines.customer]
        self._digits_said: dict[str, int] = {}  # position of the line in which four digits were first said
        for said in lines.customer:
            for piece in (piece for run in said.digits for piece in _pieces(run.digits)):
                self._digits_said.setdefault(piece, said.position)
        self._first_said: dict[str, int | None] = {}

    def of(self, line: Line) -> Iterable[Repetition]:
        """Every stretch of ``line`` in which the agent repeats what the customer said before it."""
        yield from self._of_digits(line)
        yield from self._of_facts(line)
        yield from self._of_times(line)

    def echoes(self, line: Line, start: int, end: int, least: int) -> bool:
        """Whether ``line.text[start:end]`` holds ``least`` characters in a row that the customer said, by sound."""
        words = _without_marks(line.sounds[start:end])
        said = [c.unmarked for c in self._lately(line, _LINES_REMEMBERED)]
        pieces = (words[i : i + least] for i in range(len(words) - least + 1))
        return any(piece in other for piece in pieces for other in said)

    def restates(self, line: Line, start: int, end: int) -> bool:
        """Whether ``line.text[start:end]`` is nearly all made of what the customer has just said, by sound."""
        words = _without_marks(line.sounds[start:end])
        if len(words) < _SHORTEST_RESTATED:
            return False
        said = " ".join(c.unmarked for c in self._lately(line, _LINES_RESTATED))
        taken = {i + k for i in range(len(words) - 1) if words[i : i + 2] in said for k in (0, 1)}
        stretches = (words[i : i + _STRETCH] for i in range(len(words) - _STRETCH + 1))
        return len(taken) >= _SHARE_RESTATED * len(words) and any(stretch in said for stretch in stretches)

    def resembles(self, line: Line, start: int, end: int) -> bool:
        """Whether the customer said something before that sounds much like it: 平安礼8号罗尔林森."""
        stretch = spelt_sounds(line.text[start:end])
        if len(stretch) < 5 * _WHOLE_ADDRESS:
            return False
        said = (spelt_sounds(c.text) for c in self._lately(line, _LINES_REMEMBERED))
        return any(len(s) >= len(stretch) and partial_ratio(stretch, s) >= _SOUNDS_ALIKE for s in said)

    def _of_digits(self, line: Line) -> Iterable[Repetition]:
        for run in line.digits:
            said = any(self._digits_said.get(piece, line.position) < line.position for piece in _pieces(run.digits))
            if said and not _ORDER_NUMBER.search(line.text, 0, run.start):
                yield Repetition(line, run.start, run.end, "digits")

    def _of_facts(self, line: Line) -> Iterable[Repetition]:
        for kind, value, least in self._facts:
            for start, end in (*_shared(line, value, least, whole=kind == "name"), *_alike(line, value)):
                asks = _ASKS_WHICH.search(line.text, *line.clause(start, end))
                if not asks and self._was_said(_without_marks(line.sounds[start:end]), line):
                    yield Repetition(line, start, end, kind)
                    break

    def _of_times(self, line: Line) -> Iterable[Repetition]:
        if not any(time.precise for time in line.times):
            return
        for time in line.times:
            for other in (t for said in self._lately(line, _TIMES_REMEMBERED) for t in said.times):
                if time.precise and (time.clock, time.duration) == (other.clock, other.duration):
                    yield Repetition(line, time.start, time.end, "time")
                    break

    def _lately(self, line: Line, most: int) -> Sequence[Line]:
        """The customer's last lines before ``line``."""
        before = bisect_left(self._positions, line.position)
        return self._customer[max(0, before - most) : before]

    def _was_said(self, stretch: str, line: Line) -> bool:
        if stretch not in self._first_said:
            self._first_said[stretch] = next((c.position for c in self._customer if _says(c, stretch)), None)
        first = self._first_said[stretch]
        return first is not None and first < line.position


def _pieces(digits: str) -> Iterable[str]:
    return (digits[i : i + _DIGITS_SHARED] for i in range(len(digits) - _DIGITS_SHARED + 1))


def _says(line: Line, stretch: str) -> bool:
    """Whether a line sounds like the stretch somewhere, or, where it is long enough, like most of it."""
    words = line.unmarked
    if stretch in words:
        return True
    long_enough = _WHOLE_ADDRESS - 1 <= len(stretch) <= len(words)
    return long_enough and partial_ratio(stretch, words, score_cutoff=_ALIKE) >= _ALIKE


def _shared(line: Line, value: str, least: int, whole: bool) -> Iterable[tuple[int, int]]:
    """The stretches of ``line`` that sound like ``least`` characters of ``value``, punctuation aside."""
    size = max(len(value), least) if whole else least
    for at in range(len(value) - size + 1):
        found = line.unmarked.find(value[at : at + size])
        if found >= 0:
            yield line.marked(found, found + size)


def _alike(line: Line, value: str) -> Iterable[tuple[int, int]]:
    """The stretch of ``line`` that sounds like most of ``value``: 平安李八号罗二零三."""
    if len(value) < _WHOLE_ADDRESS:
        return
    found = partial_ratio_alignment(value, line.unmarked, score_cutoff=_ALIKE)
    if found is not None and found.dest_end - found.dest_start >= _WHOLE_ADDRESS - 1:
        yield line.marked(found.dest_start, found.dest_end)


def _without_marks(text: str) -> str:
    return text.translate(_NO_MARKS)
