"""The utterances of a call prepared once for all extractors: folded text, sound codes, digit codes."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.domain.call import Call, Direction, Role, Utterance
from pipeline.reading.cues import Cues, Span
from pipeline.reading.numbers import DigitRun, digit_runs
from pipeline.reading.sounds import sounds
from pipeline.reading.times import TimeExpression, time_expressions
from pipeline.text.matcher import Hit

# Full-width letters, digits and punctuation to half width; one character stays one character. A recogniser writes
# a pause as a blank.
_HALF_WIDTH = {0xFF01 + i: chr(0x21 + i) for i in range(94)} | dict(zip(map(ord, "\u3000。、 "), ",.,,", strict=True))

MARKS = ",.?!;: "
_NO_MARKS = dict.fromkeys(map(ord, MARKS))
_CLAUSE_MARKS, _SENTENCE_MARKS = ",.?!;", ".?!;"

_WHOLE_CALL = 6  # utterances
_POINT = re.compile(r"(?<=\d)\.(?=\d)")  # 9.40 is a time, 88.16 a misheard address: neither ends a sentence


class _FoldTable(dict[int, str]):
    """Code points to half-width, lower-case characters, filled as they are met."""

    def __missing__(self, point: int) -> str:
        self[point] = folded = _HALF_WIDTH.get(point, chr(point)).lower()
        return folded


_FOLD = _FoldTable()


@dataclass
class Line:
    """One utterance. ``text`` has half-width punctuation, mended sound-alikes, and the offsets of the original."""

    utterance: Utterance
    position: int  # in Lines.all
    cues: Cues
    outbound: bool

    folded: str = field(init=False)  # as heard, with half-width punctuation
    text: str = field(init=False)
    sounds: str = field(init=False)  # of both: mending changes no sound
    index: int = field(init=False)
    is_agent: bool = field(init=False)

    def __post_init__(self) -> None:
        self.index, self.is_agent = self.utterance.index, self.utterance.role is Role.AGENT
        folded = self.utterance.text.translate(_FOLD)
        self.folded = _POINT.sub(":", folded) if "." in folded else folded
        self.sounds = sounds(self.folded)
        self.text = self.cues.mended(self.folded, self.sounds)

    @cached_property
    def digits(self) -> list[DigitRun]:
        return digit_runs(self.text)

    @cached_property
    def times(self) -> list[TimeExpression]:
        return time_expressions(self.text)

    @cached_property
    def unmarked(self) -> str:
        """The sounds without punctuation."""
        return self.sounds.translate(_NO_MARKS)

    def marked(self, start: int, end: int) -> Span:
        """Where ``unmarked[start:end]`` stands in ``sounds``."""
        where = [i for i, c in enumerate(self.sounds) if c not in MARKS]
        return where[start], where[end - 1] + 1

    def hits(self, element: str) -> tuple[Hit, ...]:
        """Where the element ``slot.element`` of the slots folder is heard in this line."""
        return self.cues.hits(element, self.utterance.text)

    @cached_property
    def spots(self) -> dict[str, list[Span]]:
        """Where listed words stand in ``text``, by ``slot.list``."""
        return self.cues.spots(self.text)

    def has(self, words: str, start: int = 0, end: int | None = None) -> bool:
        """Whether a word of the list ``slot.list`` lies inside ``text[start:end]``."""
        spans = self.spots.get(words)
        if spans is None:
            return False
        stop = len(self.text) if end is None else end
        return any(start <= a and b <= stop for a, b in spans)

    def clause(self, start: int, end: int) -> Span:
        """The stretch between commas or sentence marks around ``text[start:end]``."""
        return _widen(self.text, start, end, _CLAUSE_MARKS)

    def sentence(self, start: int, end: int) -> Span:
        """The stretch between sentence marks around ``text[start:end]``."""
        return _widen(self.text, start, end, _SENTENCE_MARKS)

    def original(self, start: int, end: int) -> str:
        return self.utterance.text[start:end]


@dataclass
class Lines:
    """The spoken lines of a call without announcements, in order."""

    call: Call
    all: list[Line]

    @classmethod
    def of(cls, call: Call, cues: Cues) -> Lines:
        spoken = [u for u in call.utterances if u.role is not Role.SYSTEM and u.text.strip()]
        outbound = call.direction is Direction.OUTBOUND
        return cls(call, [Line(u, position, cues, outbound) for position, u in enumerate(spoken)])

    @cached_property
    def agent(self) -> list[Line]:
        return [line for line in self.all if line.is_agent]

    @cached_property
    def customer(self) -> list[Line]:
        return [line for line in self.all if not line.is_agent]

    @property
    def is_fragment(self) -> bool:
        """Too little of a call for what was learnt from whole ones."""
        return len(self.all) < _WHOLE_CALL

    def before(self, line: Line) -> Line | None:
        """The last line of the other speaker before ``line``."""
        first = self._turn_starts[line.position]
        return self.all[first - 1] if first else None

    def reply(self, line: Line) -> str:
        """What the other speaker says next, up to the next words of ``line``'s speaker."""
        start = self._turn_end(line.position)
        return ",".join(other.text for other in self.all[start : self._turn_end(start)])

    def answer(self, line: Line) -> str:
        """The first words of :meth:`reply`."""
        start = self._turn_end(line.position)
        return self.all[start].text if start < len(self.all) else ""

    def near(self, line: Line, most: int) -> list[Line]:
        """The ``most`` lines before and as many after ``line``."""
        at = line.position
        return self.all[max(0, at - most) : at] + self.all[at + 1 : at + 1 + most]

    def spoken(self, utterance: int) -> Line:
        """The line of the utterance of this index."""
        return self._by_index[utterance]

    @cached_property
    def _by_index(self) -> dict[int, Line]:
        return {line.index: line for line in self.all}

    def _turn_end(self, position: int) -> int:
        """The position behind the lines that one speaker says in a row from ``position`` on."""
        if position >= len(self.all):
            return position
        return bisect_right(self._turn_starts, self._turn_starts[position])

    @cached_property
    def _turn_starts(self) -> list[int]:
        """For each position, that of the first line that the same speaker says without the other."""
        starts: list[int] = []
        for line in self.all:
            goes_on = line.position and self.all[line.position - 1].is_agent is line.is_agent
            starts.append(starts[-1] if goes_on else line.position)
        return starts


def _widen(text: str, start: int, end: int, marks: str) -> Span:
    before, after = text[:start], text[end:]
    following = [at for at in map(after.find, marks) if at >= 0]
    return max(map(before.rfind, marks)) + 1, end + min(following) if following else len(text)
