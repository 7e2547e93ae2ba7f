"""Reviews: the queue, claims, decisions, and both sides of a judgement."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.parameters import LARGEST_ID, LongText
from api.schemas.calls import CardView
from api.schemas.decisions import Change
from pipeline.domain.facts import SlotState
from pipeline.domain.finding import MatchKind, Verdict
from pipeline.review.decisions import Action
from pipeline.review.effective import State
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


class ClaimView(BaseModel):
    """Who holds a call. ``version`` goes with the next change."""

    model_config = _example(id=3, version=1, state="claimed", reviewer_id=2, reviewer="李娜", claimed_until=_AT,
                            active=True, random=False, comment=None)  # fmt: skip

    id: int
    version: int
    state: str
    reviewer_id: int
    reviewer: str
    claimed_until: datetime | None
    active: bool
    random: bool
    comment: str | None


class NewDecision(Change):
    """One decision. ``finding_id`` is a machine's finding, ``added_id`` the decision that added one.

    ``recategorise`` and ``add`` need a category of the lexicon where the check is ``forbidden_phrases``; ``add`` needs
    the utterance, and may name a stretch of it. ``slot`` corrects one of the 5W (``category``: when, who, where, what,
    why, how) to given, asked or missing (``verdict``); what was given needs the utterance, too.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {
        "version": 1, "action": "reject", "finding_id": 17, "comment": "转述客户的原话"}})  # fmt: skip

    version: int = Field(ge=1, le=LARGEST_ID, description="领取或上一次改动后得到的版本号")


class AtVersion(BaseModel):
    """Ends a review at the version that its reviewer has seen."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"version": 4, "comment": "语气尚可"}})

    version: int = Field(ge=1, le=LARGEST_ID)
    comment: LongText | None = None


class DecisionView(BaseModel):
    """A decision that stands. ``by`` is empty for agents."""

    id: int
    action: Action
    check: str
    finding_id: int | None
    added_id: int | None
    category: str | None
    severity: str | None
    verdict: str | None
    utterance: int | None
    char_start: int | None
    char_end: int | None
    comment: str | None
    appeal_id: int | None
    created_at: datetime
    by: str


class LineSide(BaseModel):
    weight: float
    earned: float
    verdict: Verdict
    reason: str


class LineView(BaseModel):
    """One row of the scorecard: the machine's, and what counts."""

    check: str
    title: str
    machine: LineSide | None
    effective: LineSide
    decision: DecisionView | None


class FindingSide(BaseModel):
    """As in the contract; offsets are code points of the utterance's text, times seconds of the recording."""

    check: str
    category: str | None
    phrase: str | None
    quote: str
    utterance: int
    char_start: int
    char_end: int
    start: float
    end: float
    match: MatchKind
    confidence: float
    passed: bool
    certain: bool
    severity: str
    reason: str
    suggestion: str | None
    rule: str | None
    details: dict[str, Any]


class FindingView(BaseModel):
    """``machine`` is null for what a person added, ``effective`` for what was rejected; ``known`` never."""

    id: int | None
    added_id: int | None
    state: State
    machine: FindingSide | None
    effective: FindingSide | None
    known: FindingSide
    decision: DecisionView | None


class SlotSide(BaseModel):
    state: SlotState
    value: str | None
    utterance: int | None


class SlotView(BaseModel):
    """One of the 5W: the machine's, and what counts."""

    slot: str
    title: str
    machine: SlotSide
    effective: SlotSide
    decision: DecisionView | None


class ReviewView(BaseModel):
    """The machine's judgement and what people made of it, beside each other."""

    call_id: str
    judgement_id: int
    review_state: str
    published_at: datetime | None
    version: int | None = Field(description="复核版本号；没有人领取时为空")
    review: ClaimView | None
    machine_scorecard: CardView
    scorecard: CardView
    rubric_changed: bool = Field(description="评分表在机器评分之后有过更新，现按新表计分")
    lines: list[LineView]
    findings: list[FindingView]
    five_w: list[SlotView]
    decisions: list[DecisionView]


class DecisionAnswer(ReviewView):
    """What counts after the decision, at once."""

    version: int | None
    decision_id: int


class FinishedView(BaseModel):
    """The scorecard in force."""

    model_config = _example(call_id=_CALL_ID, scorecard_id=9, origin="review", total=90.0, grade="A", fatal=False,
                            review_state="published", published_at=_AT)  # fmt: skip

    call_id: str
    scorecard_id: int
    origin: str
    total: float
    grade: str
    fatal: bool
    review_state: str
    published_at: datetime | None
