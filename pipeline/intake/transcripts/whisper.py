"""The JSON of whisper, faster-whisper and WhisperX: segments, with speakers where they were told apart."""

from __future__ import annotations

import math
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from pipeline.intake.transcripts.limits import MOST_UTTERANCES, SpokenWords, Time
from pipeline.intake.transcripts.speakers import named_in_text
from pipeline.intake.transcripts.spoken import Spoken, Written
from pipeline.intake.vocabulary import Vocabulary


class Segment(BaseModel):
    """``avg_logprob`` is the mean of the recogniser's log-probabilities."""

    model_config = ConfigDict(extra="ignore")
    start: Time
    end: Time
    text: SpokenWords
    speaker: str | int | None = None
    avg_logprob: Annotated[float, Field(le=0, allow_inf_nan=False)] | None = None


class WhisperFile(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="ignore")
    segments: Annotated[list[Segment], Field(max_length=MOST_UTTERANCES)]


def read_whisper(parsed: WhisperFile, vocabulary: Vocabulary) -> Written:
    return Written(tuple(_spoken(segment, vocabulary) for segment in parsed.segments))


def _spoken(segment: Segment, vocabulary: Vocabulary) -> Spoken:
    named, text = named_in_text(segment.text, vocabulary)
    speaker = named if segment.speaker is None else str(segment.speaker)
    sure = 1.0 if segment.avg_logprob is None else math.exp(segment.avg_logprob)
    return Spoken(segment.start, segment.end, text.strip(), speaker, confidence=round(sure, 3))
