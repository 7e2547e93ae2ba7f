"""Notes about a call."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.parameters import LARGEST_ID, PLAIN

NoteText = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True), PLAIN]


class NewNote(BaseModel):
    """A note; ``at`` is the moment that it is about (seconds), ``reply_to`` the note that it answers."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"text": "这里语气很好", "at": 42.5}})

    text: NoteText
    at: float | None = Field(None, ge=0, le=86_400, allow_inf_nan=False)
    reply_to: int | None = Field(None, ge=1, le=LARGEST_ID)


class NoteView(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 3,
                "call_id": "5b3f0e2c9d1a4b7e8f60718293a4b5c6",
                "reply_to": None,
                "at": 42.5,
                "text": "这里语气很好",
                "by": "李婷",
                "created_at": "2026-03-02T08:20:00Z",
            }
        }
    )

    id: int
    call_id: str
    reply_to: int | None
    at: float | None = Field(description="秒")
    text: str
    by: str
    created_at: datetime


class Notes(BaseModel):
    items: list[NoteView]
