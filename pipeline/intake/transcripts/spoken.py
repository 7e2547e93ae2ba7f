"""What every format of ready-made transcripts comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.domain.call import Direction, Role, Telephony
from pipeline.domain.times import Seconds
from pipeline.errors import TranscriptFileError
from pipeline.language import N_, _n

SLOWEST = 0.05  # characters a second, in utterances that last LONGEST on average: these are no seconds
LONGEST, FASTEST = 100.0, 50.0
MILLISECONDS_NOTE = N_("转写的时间按毫秒识别，已换算成秒")


@dataclass(frozen=True, slots=True)
class Spoken:
    """One utterance: who spoke, as the file calls them (None: it doesn't say), and when, in seconds."""

    start: Seconds
    end: Seconds
    text: str
    speaker: str | None = None
    role: Role | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class CallInFile:
    """What a file says of its call, beside the words."""

    id: str | None = None
    direction: Direction = Direction.INBOUND
    agent_id: str | None = None
    telephony: Telephony = field(default_factory=Telephony)


@dataclass(frozen=True, slots=True)
class Written:
    """A transcript as it was read: utterances in order of time."""

    spoken: tuple[Spoken, ...]
    about: CallInFile = CallInFile()
    notes: tuple[str, ...] = ()


def in_seconds(spoken: Sequence[Spoken]) -> tuple[list[Spoken], bool]:
    """The utterances with their times in seconds, and whether they were in milliseconds.

    Raises TranscriptFileError where the times are no seconds and can't be milliseconds either.
    """
    characters = sum(len(one.text) for one in spoken)
    length = sum(max(0.0, one.end - one.start) for one in spoken)
    if not characters or characters >= SLOWEST * length or length < LONGEST * len(spoken):
        return list(spoken), False
    whole = all(float(time).is_integer() for one in spoken for time in (one.start, one.end))
    if not whole or characters > FASTEST * length / 1000:
        longest = max(one.end - one.start for one in spoken)
        raise TranscriptFileError(_n("一句话长达 %(num)s 秒，时间不是秒，也不是毫秒", f"{longest:g}"))
    return [replace(one, start=one.start / 1000, end=one.end / 1000) for one in spoken], True
