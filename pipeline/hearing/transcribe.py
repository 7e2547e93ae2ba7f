"""From sound to a transcript: the one place where the recogniser's answers become utterances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from models.asr import AsrTurn, Track, Transcriber
from models.intervals import Interval as ModelInterval
from pipeline.domain.call import Anchor, Correction, RemovedText, Role, Utterance
from pipeline.hearing.listen import Sound, Voice

NO_TEXT = "no_text"
SHORTEST_SILENT_TURN = 0.4  # seconds: shorter turns without any text are clicks, not speech


@dataclass(frozen=True, slots=True)
class HeardTurn:
    """One turn of one voice with its text; who the voice belongs to is not known yet."""

    voice: int
    channel: int
    heard: AsrTurn
    certainty: float
    corrections: tuple[Correction, ...] = ()

    @property
    def start(self) -> float:
        return self.heard.start

    @property
    def end(self) -> float:
        return self.heard.end

    @property
    def text(self) -> str:
        return self.heard.text


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A turn of one voice, to be recognised."""

    voice: int
    turn: ModelInterval
    certainty: float


def transcribe(sounds: Sequence[Sound], transcriber: Transcriber) -> list[list[HeardTurn]]:
    """The turns of both voices of each recording, in order of time. All recordings share the recogniser's batches.

    Two voices of one channel are recognised as one track: what one says helps to hear what the other one answers.
    """
    channels = [channel for sound in sounds for channel in _channels(sound)]
    labels = [_label(sound, voice) for sound in sounds for voice, _ in _channels(sound)]
    tracks = [
        Track(voice.samples, tuple(s.turn for s in spoken), label)
        for (voice, spoken), label in zip(channels, labels, strict=True)
    ]
    answers = iter(zip(channels, transcriber.transcribe(tracks), strict=True))
    return [_in_order([next(answers) for _ in _channels(sound)]) for sound in sounds]


def _label(sound: Sound, voice: Voice) -> str:
    """The recording's name without its ending, and the channel."""
    return f"{Path(sound.recording.name).stem}.{voice.channel}"


def _channels(sound: Sound) -> list[tuple[Voice, list[_Spoken]]]:
    """What is said on each channel, in order of time."""
    spoken = [
        [_Spoken(number, *said) for said in zip(voice.turns, voice.certainty, strict=True)]
        for number, voice in enumerate(sound.voices)
    ]
    if sound.stereo:
        return list(zip(sound.voices, spoken, strict=True))
    return [(sound.voices[0], sorted(chain(*spoken), key=lambda s: (s.turn.start, s.turn.end, s.voice)))]


def _in_order(answers: Sequence[tuple[tuple[Voice, list[_Spoken]], list[AsrTurn]]]) -> list[HeardTurn]:
    turns = [
        HeardTurn(said.voice, voice.channel, heard, said.certainty)
        for (voice, spoken), texts in answers
        for said, heard in zip(spoken, texts, strict=True)
    ]
    return sorted(turns, key=lambda t: (t.start, t.end, t.voice))


def utterances(turns: Sequence[HeardTurn], roles: Sequence[Role], confidence: float) -> tuple[Utterance, ...]:
    """Utterances of ``turns``, which have ``roles`` with ``confidence`` (0-1); silent clicks are left out."""
    kept = [(t, r) for t, r in zip(turns, roles, strict=True) if t.text or t.end - t.start >= SHORTEST_SILENT_TURN]
    return tuple(
        Utterance(
            index,
            role,
            turn.start,
            turn.end,
            turn.text,
            turn.channel,
            turn.heard.confidence,
            round(confidence * turn.certainty, 3),
            _anchors(turn),
            turn.corrections,
        )
        for index, (turn, role) in enumerate(kept)
    )


def _anchors(turn: HeardTurn) -> tuple[Anchor, ...]:
    """The recogniser's times of characters, without those that lie outside the turn or run backwards."""
    kept: list[Anchor] = []
    for char, time in turn.heard.anchors:
        if turn.start <= time <= turn.end and (not kept or (char > kept[-1].char and time >= kept[-1].time)):
            kept.append(Anchor(char, time))
    return tuple(kept)


def removed(turns: Sequence[HeardTurn]) -> tuple[RemovedText, ...]:
    """Everything that was recognised and dropped, with the reason."""
    return tuple(RemovedText(t.start, t.end, r.text, r.reason) for t in turns for r in t.heard.removed)
