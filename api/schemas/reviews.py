"""Reviews: the queue, claims, decisions, and both sides of a judgement."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.parameters import LARGEST_ID, PLAIN, LongText, ShortText
from api.schemas.decisions import Change
from pipeline.domain.call import Role
from pipeline.review.bulk import Excluded
from pipeline.review.publication import OpenFinding
from pipeline.review.queue import Why

_CALL_ID = "5b3f0e2c9d1a4b7e8f60718293a4b5c6"
_AT = "2026-03-02T08:20:00Z"
OneCall = Annotated[str, StringConstraints(pattern="^[0-9a-f]{32}$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True), PLAIN]
Reason = Annotated[str, StringConstraints(min_length=2, max_length=500, strip_whitespace=True), PLAIN]


def _example(**fields: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"example": fields})


class WhyHere(BaseModel):
    """Why a call is in the queue."""

    code: Why
    text: str = Field(examples=["服务禁语：有 1 处存疑"])


class QueueItem(BaseModel):
    """A call that waits for a review."""

    model_config = _example(
        call_id=_CALL_ID,
        name="dev-01",
        agent_id="A003",
        team="一组",
        started_at=_AT,
        waiting_since=_AT,
        duration=100.6,
        score=82.0,
        grade="B",
        fatal=False,
        needs_review=True,
        review_state="none",
        risk=20.4,
        random=False,
        reasons=[{"code": "doubtful", "text": "服务禁语：有 1 处存疑"}],
        holder=None,
        held_until=None,
        mine=False,
    )

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
    assignee: str | None = Field(None, description="分配给谁复核")
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

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"version": 1, "action": "reject", "finding_id": 17, "comment": "转述客户的原话"}
        },
    )

    version: int = Field(ge=1, le=LARGEST_ID, description="领取或上一次改动后得到的版本号")


class NewKind(BaseModel):
    """What kind of call it is, as a person says; the id of one of the lexicon's kinds."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"version": 1, "kind": "complaint"}})

    version: int = Field(ge=1, le=LARGEST_ID, description="领取或上一次改动后得到的版本号")
    kind: ShortText


class NewWords(BaseModel):
    """What was said in an utterance, or who said it; null leaves as it is."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"version": 1, "text": "我是财务部的曹颖。", "role": "customer"}}
    )

    version: int = Field(ge=1, le=LARGEST_ID, description="领取或上一次改动后得到的版本号")
    text: Words | None = None
    role: Role | None = None


class WordsCorrection(BaseModel):
    """What a person heard, beside the machine's: to train on. Play it with ``/calls/{call_id}/audio?start=&end=``."""

    model_config = _example(
        id=3,
        call_id=_CALL_ID,
        utterance=4,
        start=21.0,
        end=23.2,
        text_before="我是财务不的。",
        text="我是财务部的。",
        role_before="customer",
        role="customer",
        created_at=_AT,
    )

    id: int
    call_id: str
    utterance: int
    start: float = Field(description="秒")
    end: float
    text_before: str = Field(description="机器听到的")
    text: str
    role_before: Role
    role: Role
    created_at: datetime


class CorrectionPage(BaseModel):
    """One page, the newest first."""

    items: list[WordsCorrection]
    next_cursor: str | None


class AtVersion(BaseModel):
    """Ends a review at the version that its reviewer has seen."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"version": 4, "comment": "语气尚可"}})

    version: int = Field(ge=1, le=LARGEST_ID)
    comment: LongText | None = None


class Deed(BaseModel):
    """What a reviewer does on the call page; it answers with the parts of the page that change.

    ``version`` is that of the claim, ``decision`` what is decided, ``decision_id`` what is taken back, ``kind``
    what kind of call it is, ``open_findings`` how many undecided findings are published as they are,
    ``text`` and ``role`` what was said in ``utterance``, and by whom.
    """

    model_config = ConfigDict(extra="forbid")

    do: Literal["claim", "release", "decide", "withdraw", "kind", "words", "finish", "publish", "set_aside"]
    version: int = Field(0, ge=0, le=LARGEST_ID)
    decision: Change | None = None
    decision_id: int | None = Field(None, ge=1, le=LARGEST_ID)
    comment: LongText | None = None
    kind: ShortText | None = None
    open_findings: int | None = Field(None, ge=0, le=LARGEST_ID)
    utterance: int | None = Field(None, ge=0, le=LARGEST_ID)
    text: Words | None = None
    role: Role | None = None


class Bulk(BaseModel):
    """The same for many calls: publish, claim, or assign ``to`` a reviewer (null: to nobody). ``look`` only tells what
    would come of publishing."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"do": "publish", "call_ids": [_CALL_ID], "look": True}}
    )

    do: Literal["publish", "claim", "assign"]
    call_ids: list[OneCall] = Field(min_length=1, max_length=200)
    to: int | None = Field(None, ge=1, le=LARGEST_ID, description="分配给哪位质检员（用户编号）")
    look: bool = False


class BulkView(BaseModel):
    """What was done, and what was left out, and why."""

    model_config = _example(
        done=[_CALL_ID], excluded=[{"call_id": _CALL_ID, "name": "dev-02", "why": "已经发布"}], open_findings=3
    )

    done: list[str]
    excluded: list[Excluded]
    open_findings: int = Field(description="要发布的通话里没有人处理的发现数")


class Confirmed(BaseModel):
    """What a person has confirmed before publishing: that so many findings stay undecided."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"open_findings": 2}})

    open_findings: int | None = Field(None, ge=0, le=LARGEST_ID, description="确认时看到的未处理发现数；不符则不发布")


class Withdrawal(BaseModel):
    """Why a publication is withdrawn; the agent reads it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"reason": "误发布，还没有复核完"}})

    reason: Reason


class PublishedVersion(BaseModel):
    """One version of the scorecard that the agent was shown."""

    version: int
    total: float | None
    grade: str | None
    published_at: datetime
    published_by: str = Field(description="发布人；坐席看不到")
    withdrawn_at: datetime | None
    withdrawn_by: str
    reason: str | None = Field(description="撤回的原因")


class PublicationView(BaseModel):
    """What somebody has to know before publishing, and what was published so far."""

    model_config = _example(
        call_id=_CALL_ID,
        total=82.0,
        grade="B",
        fatal=False,
        next_version=2,
        refusal=None,
        vetoes=[],
        open=[{"check": "forbidden_phrases", "category": "vague", "costs": True}],
        versions=[
            {
                "version": 1,
                "total": 74.0,
                "grade": "C",
                "published_at": _AT,
                "published_by": "李婷",
                "withdrawn_at": None,
                "withdrawn_by": "",
                "reason": None,
            }
        ],
    )

    call_id: str
    total: float | None
    grade: str | None
    fatal: bool
    next_version: int
    refusal: str | None = Field(description="为什么还不能发布")
    vetoes: list[str] = Field(description="还没有人确认或驳回的一票否决出自哪些检查项")
    open: list[OpenFinding] = Field(description="还没有人处理的发现")
    versions: list[PublishedVersion]


class FinishedView(BaseModel):
    """The scorecard in force. ``total`` and ``grade`` are null where the call can't be scored."""

    model_config = _example(
        call_id=_CALL_ID,
        scorecard_id=9,
        origin="review",
        total=90.0,
        grade="A",
        fatal=False,
        review_state="published",
        published_at=_AT,
    )

    call_id: str
    scorecard_id: int
    origin: str
    total: float | None
    grade: str | None
    fatal: bool
    review_state: str
    published_at: datetime | None
