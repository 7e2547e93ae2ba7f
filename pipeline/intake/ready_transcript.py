"""Ready-made transcripts from another recogniser (``NAME.transcript.json``): judged without audio."""

from __future__ import annotations

import codecs
import stat
from datetime import datetime
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.domain.call import Call, Direction, Role, Telephony, Transcript, Utterance
from pipeline.errors import TranscriptFileError, cause

SUFFIX = ".transcript.json"
MAX_BYTES = 32 * 1024 * 1024
MOST_FIELDS = 10  # that a message names
Name = Annotated[str, Field(max_length=200)]
Seconds = Annotated[float, Field(ge=0, le=86_400 * 7, allow_inf_nan=False)]


class SpokenText(BaseModel):
    """One utterance of the file. Unknown fields are ignored: other recognisers add their own."""

    model_config = ConfigDict(extra="ignore")
    role: Role
    start: Seconds
    end: Seconds
    text: Annotated[str, Field(max_length=20_000)]
    confidence: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 1.0


class CallFacts(BaseModel):
    """The ``call`` object of the file."""

    model_config = ConfigDict(extra="ignore")
    id: Annotated[Name, Field(min_length=1)]
    direction: Direction = Direction.INBOUND
    agent_id: Name | None = None
    team: Name | None = None
    queue: Name | None = None
    started_at: datetime | None = None
    rings: Annotated[int, Field(ge=0, le=1000)] | None = None


class TranscriptFile(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="ignore")
    call: CallFacts
    utterances: Annotated[list[SpokenText], Field(max_length=100_000)]


def read_transcript(path: Path) -> Call:
    """The call in a ready-made transcript; raises TranscriptFileError naming the fields that are wrong."""
    try:
        parsed = TranscriptFile.model_validate_json(_content(path))
    except OSError as error:
        raise TranscriptFileError(cause(error)) from error
    except ValidationError as error:
        raise TranscriptFileError(_faults(error)) from None
    return _as_call(parsed)


def _content(path: Path) -> bytes:
    if not stat.S_ISREG(path.stat().st_mode):  # reading a pipe would wait for ever
        raise TranscriptFileError("不是普通文件")
    if path.stat().st_size > MAX_BYTES:
        raise TranscriptFileError(f"超过 {MAX_BYTES // 1024**2} MiB")
    return path.read_bytes().removeprefix(codecs.BOM_UTF8)


def _faults(error: ValidationError) -> str:
    """Which fields are wrong, never what is in them."""
    found = error.errors(include_input=False, include_url=False)
    if any(e["type"] == "json_invalid" for e in found):
        return "不是有效的 JSON（应为 UTF-8 编码）"
    fields = list(dict.fromkeys(".".join(str(part) for part in e["loc"]) or "整个文件" for e in found))
    more = f" 等 {len(fields)} 处" if len(fields) > MOST_FIELDS else ""
    return "这些字段缺失或不正确：" + "、".join(fields[:MOST_FIELDS]) + more


def _as_call(parsed: TranscriptFile) -> Call:
    spoken = sorted(parsed.utterances, key=lambda u: (u.start, u.end))
    utterances = tuple(
        Utterance(i, u.role, u.start, max(u.start, u.end), u.text, confidence=u.confidence)
        for i, u in enumerate(spoken)
    )
    facts = parsed.call
    started_at = facts.started_at.isoformat() if facts.started_at else None
    telephony = Telephony(rings=facts.rings, team=facts.team, queue=facts.queue, started_at=started_at)
    return Call(
        facts.id, Transcript(utterances, asr_model="external"), facts.direction, facts.agent_id, telephony=telephony
    )
