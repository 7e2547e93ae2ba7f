"""Ready-made transcripts from another recogniser (``NAME.transcript.json``): judged without audio."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.domain.call import Call, Direction, Role, Telephony, Transcript, Utterance
from pipeline.errors import TranscriptFileError

SUFFIX = ".transcript.json"
MAX_BYTES = 32 * 1024 * 1024
Seconds = Annotated[float, Field(ge=0, le=86_400 * 7, allow_inf_nan=False)]


class SpokenText(BaseModel):
    """One utterance of the file. Unknown fields are ignored: other recognisers add their own."""

    model_config = ConfigDict(extra="ignore")
    role: Role
    start: Seconds
    end: Seconds
    text: Annotated[str, Field(max_length=20_000)]
    confidence: Annotated[float, Field(ge=0, le=1)] = 1.0


class CallFacts(BaseModel):
    """The ``call`` object of the file."""

    model_config = ConfigDict(extra="ignore")
    id: Annotated[str, Field(min_length=1, max_length=200)]
    direction: Direction = Direction.INBOUND
    agent_id: str | None = None
    team: str | None = None
    queue: str | None = None
    started_at: str | None = None
    rings: Annotated[int, Field(ge=0, le=1000)] | None = None


class TranscriptFile(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="ignore")
    call: CallFacts
    utterances: Annotated[list[SpokenText], Field(max_length=100_000)]


def read_transcript(path: Path) -> Call:
    """The call in a ready-made transcript; raises TranscriptFileError naming the fields that are wrong."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise TranscriptFileError(path, "超过 32 MiB")
        parsed = TranscriptFile.model_validate_json(path.read_bytes())
    except OSError as error:
        raise TranscriptFileError(path, error.strerror or "无法读取") from error
    except ValidationError as error:
        fields = sorted(
            {".".join(str(part) for part in e["loc"]) or "整个文件" for e in error.errors(include_input=False)}
        )
        raise TranscriptFileError(path, "这些字段缺失或不正确：" + "、".join(fields[:10])) from None
    return _as_call(parsed)


def _as_call(parsed: TranscriptFile) -> Call:
    spoken = sorted(parsed.utterances, key=lambda u: (u.start, u.end))
    utterances = tuple(
        Utterance(i, u.role, u.start, max(u.start, u.end), u.text, confidence=u.confidence)
        for i, u in enumerate(spoken)
    )
    facts = parsed.call
    telephony = Telephony(rings=facts.rings, team=facts.team, queue=facts.queue, started_at=facts.started_at)
    return Call(
        facts.id, Transcript(utterances, asr_model="external"), facts.direction, facts.agent_id, telephony=telephony
    )
