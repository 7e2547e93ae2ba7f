"""Reviews: the queue, claims, decisions, and both sides of a judgement."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.parameters import LARGEST_ID, LongText, ShortText
from api.schemas.decisions import Change
from pipeline.review.queue import Why

_CALL_ID = "5b3f0e2c9d1a4b7e8f60718293a4b5c6"
_AT = "2026-03-02T08:20:00Z"


def _example(**fields: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"example": fields})


class WhyHere(BaseModel):
    """Why a call is in the queue."""

    code: Why
    text: str = Field(examples=["服务禁语：有 1 处存疑"])


class QueueItem(BaseModel):
    """A call that waits for a review."""

    model_config = _example(
        call_id=_CALL_ID, name="dev-01", agent_id="A003", team="一组", started_at=_AT, waiting_since=_AT,
        duration=100.6, score=82.0, grade="B", fatal=False, needs_review=True, review_state="none", risk=20.4,
        random=False, reasons=[{"code": "doubtful", "text": "服务禁语：有 1 处存疑"}], holder=None, held_until=None,
        mine=False,
    )  # fmt: skip

    call_id: str
    name: str
    agent_id: str | None
    team: str | None
    started_at: datetime | None
    waiting_since: datetime
    duration: float | None
    score: float | None
    grade: str | None
    fatal: bool
    needs_review: bool
    review_state: str
    risk: float
    random: bool = Field(description="属于随机抽检")
    reasons: list[WhyHere]
    holder: str | None = Field(description="正在复核的人")
    held_until: datetime | None
    mine: bool


class QueuePage(BaseModel):
    """One page of the queue; ``total`` counts all of it."""

    items: list[QueueItem]
    total: int
    next_cursor: str | None


class NewDecision(Change):
    """One decision. ``finding_id`` is a machine's finding, ``added_id`` the decision that added one.

    ``recategorise`` and ``add`` need a category of the lexicon where the check is ``forbidden_phrases``; ``add`` needs
    the utterance, and may name a stretch of it. ``slot`` corrects one of the 5W (``category``: when, who, where, what,
    why, how) to given, asked or missing (``verdict``); what was given needs the utterance, too.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {
        "version": 1, "action": "reject", "finding_id": 17, "comment": "转述客户的原话"}})  # fmt: skip

    version: int = Field(ge=1, le=LARGEST_ID, description="领取或上一次改动后得到的版本号")


class NewKind(BaseModel):
    """What kind of call it is, as a person says; the id of one of the lexicon's kinds."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"version": 1, "kind": "complaint"}})

    version: int = Field(ge=1, le=LARGEST_ID, description="领取或上一次改动后得到的版本号")
    kind: ShortText


class AtVersion(BaseModel):
    """Ends a review at the version that its reviewer has seen."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"version": 4, "comment": "语气尚可"}})

    version: int = Field(ge=1, le=LARGEST_ID)
    comment: LongText | None = None


class Deed(BaseModel):
    """What a reviewer does on the call page; it answers with the parts of the page that change.

    ``version`` is that of the claim, ``decision`` what is decided, ``decision_id`` what is taken back, ``kind``
    what kind of call it is.
    """

    model_config = ConfigDict(extra="forbid")

    do: Literal["claim", "release", "decide", "withdraw", "kind", "finish", "publish", "set_aside"]
    version: int = Field(0, ge=0, le=LARGEST_ID)
    decision: Change | None = None
    decision_id: int | None = Field(None, ge=1, le=LARGEST_ID)
    comment: LongText | None = None
    kind: ShortText | None = None


class FinishedView(BaseModel):
    """The scorecard in force. ``total`` and ``grade`` are null where the call can't be scored."""

    model_config = _example(call_id=_CALL_ID, scorecard_id=9, origin="review", total=90.0, grade="A", fatal=False,
                            review_state="published", published_at=_AT)  # fmt: skip

    call_id: str
    scorecard_id: int
    origin: str
    total: float | None
    grade: str | None
    fatal: bool
    review_state: str
    published_at: datetime | None
