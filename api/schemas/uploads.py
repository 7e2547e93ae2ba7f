"""Answers to uploads."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from pipeline.storage.tables import CallState

_ID = "5b3f0e2c9d1a4b7e8f60718293a4b5c6"


class Uploaded(BaseModel):
    """The call in the recording; ``created`` is false where the same recording was there already."""

    model_config = ConfigDict(json_schema_extra={"example": {
        "call_id": _ID, "created": True, "state": "queued", "url": f"/api/v1/calls/{_ID}"}})  # fmt: skip

    call_id: str
    created: bool
    state: CallState
    url: str


class ManifestReport(BaseModel):
    """What a manifest did: calls completed, recordings that are not in the store, values that were ignored."""

    model_config = ConfigDict(json_schema_extra={"example": {
        "rows": 3, "matched": 2, "completed": 1, "unknown": ["call-9.wav"], "warnings": []}})  # fmt: skip

    rows: int
    matched: int = Field(description="找到对应通话的行数")
    completed: int = Field(description="补充了信息的通话数")
    unknown: list[str] = Field(description="库中没有的录音（最多列出 50 个）")
    warnings: list[str]


class CallStateNow(BaseModel):
    """How far a call is; ``failure`` says in words why it could not be analysed."""

    model_config = ConfigDict(json_schema_extra={"example": {
        "id": _ID, "state": "done", "score": 82.0, "failure": None}})  # fmt: skip

    id: str
    state: CallState
    score: float | None
    failure: str | None


class CallStates(BaseModel):
    items: list[CallStateNow]
