"""Answers to uploads."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from pipeline.storage.tables import CallState

_ID = "5b3f0e2c9d1a4b7e8f60718293a4b5c6"


class Uploaded(BaseModel):
    """The call in the recording; ``created`` is false where the same recording was there already."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"call_id": _ID, "created": True, "state": "queued", "url": f"/api/v1/calls/{_ID}"}
        }
    )

    call_id: str
    created: bool
    state: CallState
    url: str
    differing: list[str] = Field(default=[], description="同一录音已在库中，且这些信息与库中不同（未改动）")


class ManifestReport(BaseModel):
    """What a manifest did: calls changed, recordings that are not in the store, values that were ignored."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"rows": 3, "matched": 2, "completed": 1, "unknown": ["call-9.wav"], "warnings": []}
        }
    )

    rows: int
    matched: int = Field(description="找到对应通话的行数")
    completed: int = Field(description="补充或更正了信息的通话数")
    judged_again: int = Field(0, description="因此重新评分的通话数")
    heard_again: int = Field(0, description="坐席声道有变，已重新排队识别的通话数")
    differing: int = Field(0, description="清单与库中不同、没有改动的通话数（更正请用 /calls/manifest/apply）")
    unknown: list[str] = Field(description="库中没有的录音（最多列出 50 个）")
    warnings: list[str]


class CallStateNow(BaseModel):
    """How far a call is; ``failure`` says in words why it could not be analysed."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"id": _ID, "state": "done", "score": 82.0, "failure": None}}
    )

    id: str
    state: CallState
    score: float | None
    failure: str | None


class CallStates(BaseModel):
    items: list[CallStateNow]
