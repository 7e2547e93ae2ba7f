"""Our own form of a transcript (``NAME.transcript.json``)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from pipeline.domain.call import Direction, Role, Telephony
from pipeline.intake.transcripts.limits import MOST_UTTERANCES, SpokenWords, Time
from pipeline.intake.transcripts.spoken import CallInFile, Spoken, Written

Name = Annotated[str, Field(max_length=200)]


class SpokenText(BaseModel):
    """One utterance of the file. Unknown fields are ignored: other recognisers add their own."""

    model_config = ConfigDict(extra="ignore")
    role: Role
    start: Time
    end: Time
    text: SpokenWords
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
    utterances: Annotated[list[SpokenText], Field(max_length=MOST_UTTERANCES)]


def read_native(parsed: TranscriptFile) -> Written:
    facts = parsed.call
    started_at = facts.started_at.isoformat() if facts.started_at else None
    telephony = Telephony(rings=facts.rings, team=facts.team, queue=facts.queue, started_at=started_at)
    spoken = (Spoken(u.start, u.end, u.text, role=u.role, confidence=u.confidence) for u in parsed.utterances)
    return Written(tuple(spoken), CallInFile(facts.id, facts.direction, facts.agent_id, telephony))
