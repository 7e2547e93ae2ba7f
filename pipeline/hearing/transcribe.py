"""From sound to a transcript: the one place where the recogniser's answers become utterances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.asr import AsrTurn, Track, Transcriber
from pipeline.domain.call import Anchor, RemovedText, Role, Utterance
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

    @property
    def start(self) -> float:
        return self.heard.start

    @property
    def end(self) -> float:
        return self.heard.end

    @property
    def text(self) -> str:
        return self.heard.text


def transcribe(sounds: Sequence[Sound], transcriber: Transcriber) -> list[list[HeardTurn]]:
    """The turns of both voices of each recording, in order of time. All recordings share the recogniser's batches."""
    tracks = [Track(voice.samples, voice.turns) for sound in sounds for voice in sound.voices]
    answers = iter(transcriber.transcribe(tracks))
    return [_in_order(sound, [next(answers), next(answers)]) for sound in sounds]


def _in_order(sound: Sound, answers: list[list[AsrTurn]]) -> list[HeardTurn]:
    turns = [turn for number, voice in enumerate(sound.voices) for turn in _turns(number, voice, answers[number])]
    return sorted(turns, key=lambda t: (t.start, t.end, t.voice))


def _turns(number: int, voice: Voice, heard: list[AsrTurn]) -> list[HeardTurn]:
    return [
        HeardTurn(number, voice.channel, turn, certainty)
        for turn, certainty in zip(heard, voice.certainty, strict=True)
    ]


def utterances(turns: Sequence[HeardTurn], roles: Sequence[Role], confidence: float) -> tuple[Utterance, ...]:
    """Utterances of ``turns``, which have ``roles`` with ``confidence`` (0-1); silent clicks are left out."""
    kept = [(t, r) for t, r in zip(turns, roles, strict=True) if t.text or t.end - t.start >= SHORTEST_SILENT_TURN]
    return tuple(
        Utterance(
            index, role, turn.start, turn.end, turn.text, turn.channel, turn.heard.confidence,
            round(confidence * turn.certainty, 3), _anchors(turn),
        )
        for index, (turn, role) in enumerate(kept)
    )  # fmt: skip


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
