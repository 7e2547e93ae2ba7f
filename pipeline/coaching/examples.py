"""What an example is: a stretch of a call, why it is shown, and which words to look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pipeline.domain.times import Interval
from pipeline.storage.tables import CallRow, JudgementRow

FORBIDDEN = "forbidden_phrases"


@dataclass(frozen=True, slots=True)
class Mark:
    """Words to underline: code points of an utterance's text."""

    utterance: int
    char_start: int
    char_end: int


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of a call that shows something. ``reviewed``: a person has confirmed or added it, or, of a good one,
    has reviewed the call and left it as it is.

    ``acts``: what the agent does there - acts of the pack, elements of a script - so that the same thing done well
    and done badly can stand beside each other. ``made_up_for``: what makes it right.
    """

    call: CallRow
    judgement: JudgementRow
    good: bool
    check: str
    category: str | None
    said: Interval
    utterance: int
    finding_id: int | None = None
    added_id: int | None = None
    reviewed: bool = False
    reason: str = ""
    suggestion: str | None = None
    acts: frozenset[str] = frozenset()
    made_up_for: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which examples: of a check, where it has categories of one of them, where something is done of one ``act``.

    What is None does not restrict. Days are in ``timezone``, both included.
    """

    check: str
    category: str | None = None
    act: str | None = None
    agent_id: str | None = None
    team: str | None = None
    date_from: date | None = None
    date_to: date | None = None
    timezone: str = "Asia/Shanghai"
    audio_only: bool = False
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Place:
    """The last call that a page looked at."""

    reviewed: bool
    at: datetime
    call_id: str


@dataclass(frozen=True, slots=True)
class Page:
    """Examples, and where the next page goes on; None at the end. A page may hold fewer than were wanted: so many
    calls are looked at, and no more."""

    found: list[Found]
    next: Place | None
