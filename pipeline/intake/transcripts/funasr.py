"""The JSON of FunASR: sentences with times in milliseconds, from the model or from its service."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from pipeline.errors import TranscriptFileError
from pipeline.intake.transcripts.limits import MOST_UTTERANCES, SpokenWords, Time
from pipeline.intake.transcripts.speakers import named_in_text
from pipeline.intake.transcripts.spoken import Spoken, Written
from pipeline.intake.vocabulary import Vocabulary
from pipeline.language import _n


class Sentence(BaseModel):
    """One sentence; the service writes its punctuation apart."""

    model_config = ConfigDict(extra="ignore")
    text: Annotated[SpokenWords, Field(validation_alias=AliasChoices("text", "sentence", "text_seg"))]
    punc: Annotated[str, Field(max_length=10)] = ""
    start: Time
    end: Time
    spk: Annotated[str | int | None, Field(validation_alias=AliasChoices("spk", "speaker", "spk_id"))] = None


class Result(BaseModel):
    """The result for one recording."""

    model_config = ConfigDict(extra="ignore")
    sentences: Annotated[
        list[Sentence],
        Field(max_length=MOST_UTTERANCES, validation_alias=AliasChoices("sentence_info", "stamp_sents")),
    ]


SENTENCES = ("sentence_info", "stamp_sents")


def result_in(content: Any) -> Any:
    """The one result in a file, which is one or a list of them. Raises TranscriptFileError where there are more."""
    if isinstance(content, list):
        if len(content) != 1:
            raise TranscriptFileError(_n("文件中有 %(num)s 段录音的结果，每个文件只能有一段", len(content)))
        return content[0]
    return content


def read_funasr(parsed: Result, vocabulary: Vocabulary) -> Written:
    return Written(tuple(_spoken(sentence, vocabulary) for sentence in parsed.sentences))


def _spoken(sentence: Sentence, vocabulary: Vocabulary) -> Spoken:
    named, text = named_in_text(sentence.text + sentence.punc, vocabulary)
    speaker = named if sentence.spk is None else str(sentence.spk)
    return Spoken(sentence.start / 1000, sentence.end / 1000, text.strip(), speaker)
