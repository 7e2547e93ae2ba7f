"""Hearing again: which of two wordings of a stretch of sound the decoder holds for likelier.

The recogniser writes the likeliest sentence. Asked the other way round - was this said? - it can tell much more: it is
led through the sentence with the other words in it, and the two probabilities are compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from models.whisper import Hearing, Whisper


@dataclass(frozen=True, eq=False)
class Sound:
    """A text and the encoded sound in which it was heard."""

    hearing: Hearing
    text: str


@dataclass(frozen=True)
class Question:
    """Whether `said` was spoken where `[start, end)` of the text of `sound` was written."""

    sound: Sound
    start: int
    end: int
    said: str

    @property
    def other(self) -> str:
        """The text with the other words."""
        return self.sound.text[: self.start] + self.said + self.sound.text[self.end :]


@runtime_checkable
class SecondHearing(Protocol):
    """Anything that can be asked about its sound again."""

    def log_ratios(self, questions: Sequence[Question]) -> list[float]:
        """For each question the log-likelihood of the other words less that of the written ones."""


def log_ratios(whisper: Whisper, questions: Sequence[Question]) -> list[float]:
    """The answers of `whisper` to `questions`; what is asked several times is computed once."""
    asked = [(q.sound.hearing, text) for q in questions for text in (q.sound.text, q.other)]
    unique = {(id(hearing), text): (hearing, text) for hearing, text in asked}
    likely = whisper.log_likelihoods([h for h, _ in unique.values()], [t for _, t in unique.values()])
    found = dict(zip(unique, likely, strict=True))
    answers = [found[id(hearing), text] for hearing, text in asked]
    return [other - written for written, other in zip(answers[::2], answers[1::2], strict=True)]
