"""Clips and collections."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.parameters import LARGEST_ID, LongText, NameText, ShortText

_CALL_ID = "5b3f0e2c9d1a4b7e8f60718293a4b5c6"
Title = Annotated[NameText, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
Second = Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]


def _example(**fields: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"example": fields})


_COLLECTED: dict[str, Any] = {
    "id": 4,
    "position": 0,
    "call_id": _CALL_ID,
    "finding_id": 17,
    "check": "forbidden_phrases",
    "title": "服务禁语",
    "category": "dismissive",
    "good": False,
    "start": 28.1,
    "end": 41.7,
    "note": "先承接再说明",
    "reason": "推诿来电人的诉求",
    "suggestion": "我来帮您联系负责的同事。",
    "agent_id": "A003",
    "shared": True,
    "lines": [{"role": "agent", "index": 6, "start": 31.2, "end": 33.0, "text": "这个不归我管", "marks": [[2, 6]]}],
    "audio": "/api/v1/coaching/clips/audio?…",
}


class ClipLine(BaseModel):
    role: str
    index: int
    start: float
    end: float
    text: str
    marks: list[list[int]] = Field([], description="要看的字，每处为起止位置")


class ClipView(BaseModel):
    """A stretch of a call. ``said_start`` to ``said_end`` is what it is about; personal data is masked.

    ``acts`` is what the agent does there, ``did`` the same in words, ``made_up_for`` what makes it right.
    """

    model_config = _example(
        call_id=_CALL_ID,
        good=False,
        check="forbidden_phrases",
        category="dismissive",
        finding_id=17,
        added_id=None,
        reviewed=True,
        start=28.1,
        end=41.7,
        said_start=31.2,
        said_end=33.0,
        utterance=6,
        reason="推诿来电人诉求",
        suggestion="我来帮您联系负责的同事。",
        acts=["refuse"],
        did=["拒绝"],
        made_up_for=[],
        agent_id="A003",
        shared=True,
        lines=[{"role": "agent", "index": 6, "start": 31.2, "end": 33.0, "text": "这个不归我管", "marks": [[2, 6]]}],
        audio="/api/v1/coaching/clips/audio?…",
    )

    call_id: str
    good: bool
    check: str
    category: str | None
    finding_id: int | None
    added_id: int | None
    reviewed: bool = Field(description="经人工确认或补充；否则只是机器的判断")
    start: float
    end: float
    said_start: float
    said_end: float
    utterance: int
    reason: str
    suggestion: str | None
    acts: list[str]
    did: list[str]
    made_up_for: list[str]
    agent_id: str | None
    shared: bool = Field(description="这位坐席同意把片段给别人作示例")
    lines: list[ClipLine]
    audio: str | None = Field(description="播放地址；没有录音时为空")


class SideBySide(BaseModel):
    """Good and bad examples of a check. ``beside`` names for each bad one the good one that does the same thing right
    (its place in ``good``), null where there is none."""

    check: str
    title: str
    category: str | None
    act: str | None
    good: list[ClipView]
    bad: list[ClipView]
    beside: list[int | None]
    next_bad: str | None = Field(description="下一页反例的 bad_cursor")
    next_good: str | None = Field(description="下一页示范的 good_cursor")


class NewCollection(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"name": "推诿与承接", "description": "同一场景的反例与示范"}}
    )

    name: Title
    description: LongText = ""


class CollectionChange(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"name": "承接诉求"}})

    name: Title | None = None
    description: LongText | None = None


class CollectionItem(BaseModel):
    model_config = _example(id=1, name="推诿与承接", description="", clips=4, created_at="2026-03-03T01:00:00Z")

    id: int
    name: str
    description: str
    clips: int
    created_at: datetime


class CollectedClip(BaseModel):
    """A clip in a collection, with what is said in it."""

    model_config = _example(**_COLLECTED)

    id: int
    position: int
    call_id: str
    finding_id: int | None
    check: str
    title: str
    category: str | None
    good: bool
    start: float
    end: float
    note: str
    reason: str
    suggestion: str | None
    agent_id: str | None
    shared: bool = Field(description="这位坐席同意把片段给别人作示例；不同意的不导出，也不给别人看")
    lines: list[ClipLine]
    audio: str | None


class CollectionView(CollectionItem):
    model_config = _example(
        id=1, name="推诿与承接", description="", clips=1, created_at="2026-03-03T01:00:00Z", items=[_COLLECTED]
    )

    items: list[CollectedClip]


class NewClipBody(BaseModel):
    """A stretch of at most 60 seconds. A finding, an added finding, or the utterance of a good example brings its
    reason, better wording and marks along."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "call_id": _CALL_ID,
                "check": "forbidden_phrases",
                "category": "dismissive",
                "good": False,
                "start": 28.1,
                "end": 41.7,
                "finding_id": 17,
                "note": "先承接再说明",
            }
        },
    )

    call_id: str = Field(pattern="^[0-9a-f]{32}$")
    check: Annotated[ShortText, StringConstraints(min_length=1, max_length=64)]
    category: Annotated[ShortText, StringConstraints(max_length=64)] | None = None
    good: bool
    start: Second
    end: Second
    finding_id: int | None = Field(None, ge=1, le=LARGEST_ID)
    added_id: int | None = Field(None, ge=1, le=LARGEST_ID)
    utterance: int | None = Field(None, ge=0, le=LARGEST_ID)
    note: LongText = ""


class ClipChange(BaseModel):
    """What to change; what is left out stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"note": "注意语气"}})

    note: LongText | None = None
    suggestion: LongText | None = None


class Order(BaseModel):
    """Every clip of the collection once, in the order wanted."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"clip_ids": [3, 1, 2]}})

    clip_ids: list[Annotated[int, Field(ge=1, le=LARGEST_ID)]] = Field(max_length=200)
