"""A call as it was heard: recording, telephony facts and an immutable transcript with roles."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from pipeline.domain.times import Interval, Seconds


class Role(StrEnum):
    AGENT = "agent"
    CUSTOMER = "customer"
    SYSTEM = "system"  # announcements: IVR, queue position, agent number read-out


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"


@dataclass(frozen=True, slots=True)
class Recording:
    """The audio file. ``sha256`` of its content is its identity."""

    name: str
    sha256: str
    duration: Seconds
    channels: int
    sampling_rate: int
    codec: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """The character at offset ``char`` of an utterance's text is spoken at ``time``."""

    char: int
    time: Seconds


@dataclass(frozen=True, slots=True)
class Correction:
    """``said`` stands at ``[char_start, char_end)`` of an utterance's text, where ``written`` was recognised first.

    The sound was asked again: ``ratio`` is the log-likelihood of the one over the other, ``probability`` (0-1) what
    that means by the calibration of the model.
    """

    char_start: int
    char_end: int
    said: str
    written: str
    ratio: float
    probability: float


@dataclass(frozen=True, slots=True)
class Utterance:
    """One stretch of one speaker. ``start`` and ``end`` come from voice activity, never from Whisper.

    ``confidence`` (0-1) is the recogniser's; ``role_confidence`` (0-1) tells how sure the role is. ``corrections`` are
    the words that were heard again, in order.
    """

    index: int
    role: Role
    start: Seconds
    end: Seconds
    text: str
    channel: int = 0
    confidence: float = 1.0
    role_confidence: float = 1.0
    anchors: tuple[Anchor, ...] = ()
    corrections: tuple[Correction, ...] = ()

    @property
    def interval(self) -> Interval:
        return Interval(self.start, self.end)

    def time_at(self, char: int) -> Seconds:
        """When the character at offset ``char`` is spoken: interpolated between anchors, or the edges without any."""
        chars = [0, *(a.char for a in self.anchors), max(len(self.text), 1)]
        times = [self.start, *(a.time for a in self.anchors), self.end]
        left = min(max(bisect_right(chars, char) - 1, 0), len(chars) - 2)
        right = left + 1
        if chars[right] == chars[left]:
            return times[left]
        share = min(max((char - chars[left]) / (chars[right] - chars[left]), 0.0), 1.0)
        return times[left] + share * (times[right] - times[left])


@dataclass(frozen=True, slots=True)
class RemovedText:
    """Recognised text that was dropped, kept so that nothing disappears silently."""

    start: Seconds
    end: Seconds
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class HealthIssue:
    """Something about the audio that a person should know: stable code, severity, sentence in Chinese."""

    code: str
    severity: str  # info | warning | error
    message: str


@dataclass(frozen=True, slots=True)
class Telephony:
    """What the telephone system or the ring-back tone tells. ``rings`` is None where nobody can know."""

    rings: int | None = None
    answered_at: Seconds | None = None
    queue: str | None = None
    team: str | None = None
    customer_number: str | None = None
    started_at: str | None = None  # ISO 8601
    hung_up_by: str | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """Immutable: transcribed once, judged many times. Utterances are in order of their start."""

    utterances: tuple[Utterance, ...]
    removed: tuple[RemovedText, ...] = ()
    music: tuple[Interval, ...] = ()
    asr_model: str = ""
    asr_options: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """Everything a check may look at about one conversation."""

    id: str
    transcript: Transcript
    direction: Direction = Direction.INBOUND
    agent_id: str | None = None
    agent_channel: int | None = None
    recording: Recording | None = None  # None: a ready-made transcript, judged without audio
    telephony: Telephony = Telephony()
    health: tuple[HealthIssue, ...] = ()
    role_reasons: tuple[str, ...] = ()  # why the agent's voice was taken for the agent's, in Chinese

    @property
    def utterances(self) -> tuple[Utterance, ...]:
        return self.transcript.utterances

    @property
    def has_audio(self) -> bool:
        return self.recording is not None

    def by(self, role: Role) -> list[Utterance]:
        """The utterances of one role, in order."""
        return [u for u in self.utterances if u.role is role]

    def turns(self) -> list[Turn]:
        """Consecutive utterances of one role joined to turns; announcements are turns of their own."""
        turns: list[list[Utterance]] = []
        for utterance in self.utterances:
            if turns and turns[-1][-1].role is utterance.role:
                turns[-1].append(utterance)
            else:
                turns.append([utterance])
        return [Turn(tuple(utterances)) for utterances in turns]

    def replies(self, asking: Role, answering: Role) -> Iterator[tuple[Turn, Turn]]:
        """Neighbouring turns in which ``answering`` speaks after ``asking``."""
        turns = self.turns()
        for before, after in pairwise(turns):
            if before.role is asking and after.role is answering:
                yield before, after


@dataclass(frozen=True, slots=True)
class Turn:
    """Consecutive utterances of one role."""

    utterances: tuple[Utterance, ...]

    @property
    def role(self) -> Role:
        return self.utterances[0].role

    @property
    def start(self) -> Seconds:
        return self.utterances[0].start

    @property
    def end(self) -> Seconds:
        return max(u.end for u in self.utterances)

    @property
    def text(self) -> str:
        return "".join(u.text for u in self.utterances)
