"""Cases and promises, as the API tells them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.parameters import LARGEST_ID, LongText, PlainText
from pipeline.domain.promise import PromiseKind, PromiseState

_CALL_ID = "5b3f0e2c9d1a4b7e8f60718293a4b5c6"
_PROMISE: dict[str, Any] = {
    "id": 31,
    "kind": "promise",
    "text": "明天上午师傅过去",
    "state": "broken",
    "made_at": "2026-03-11T01:40:00Z",
    "due_at": "2026-03-12T04:00:00Z",
    "taken_up_at": None,
    "taken_up_by": None,
    "denied_by": _CALL_ID,
    "closed": False,
    "why": "之后的通话里说没有做到",
    "call_id": _CALL_ID,
    "utterance": 5,
    "agent_id": "A003",
    "team": "一组",
    "case": 12,
    "waiting": True,
}
HexId = Annotated[str, StringConstraints(pattern="^[0-9a-f]{32}$")]


class PromiseView(BaseModel):
    """What is owed to the customer: by the agent's words (``promise``) or by a deadline of the pack, and how it stands
    now. ``waiting``: somebody is still to take it up."""

    model_config = ConfigDict(json_schema_extra={"example": _PROMISE})

    id: int
    kind: PromiseKind
    text: str
    state: PromiseState
    made_at: datetime
    due_at: datetime | None
    taken_up_at: datetime | None
    taken_up_by: str | None = Field(description="兑现它、或说明已兑现的通话")
    denied_by: str | None = Field(description="说明没有做到的通话")
    closed: bool = Field(description="由人结案")
    why: str
    waiting: bool
    call_id: str
    utterance: int | None
    agent_id: str | None
    team: str | None
    case: int | None


class PromisePage(BaseModel):
    model_config = ConfigDict(json_schema_extra={"example": {"items": [_PROMISE], "next_cursor": None}})

    items: list[PromiseView]
    next_cursor: str | None


class DueCountView(BaseModel):
    """Promises of one agent that wait: all, over their time, and due today."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"team": "一组", "agent_id": "A003", "open": 5, "overdue": 2, "today": 1}}
    )

    team: str | None
    agent_id: str | None
    open: int
    overdue: int
    today: int


class EvidenceView(BaseModel):
    """One reason for a call to belong here: ``weight`` in log-odds, for (positive) or against."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"name": "same_number", "value": 1.0, "weight": 0.84, "words": "来电号码相同"}}
    )

    name: str
    value: float
    weight: float
    words: str


class GrownView(BaseModel):
    model_config = ConfigDict(json_schema_extra={"example": {"field": "phone", "before": None, "value": "13900010002"}})

    field: str
    before: str | None
    value: str


class CaseCall(BaseModel):
    """A call of the case. Why it is here is told to reviewers only: ``placed_by`` is ``link`` for the machine."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": _CALL_ID,
                "name": "dev-01",
                "at": "2026-03-11T01:40:00Z",
                "direction": "inbound",
                "agent_id": "A003",
                "kind": "repair",
                "fault_type": "网络中断",
                "duration": 63.2,
                "placed_by": "link",
                "probability": 0.97,
                "evidence": [],
                "grown": [],
                "promises": [_PROMISE],
            }
        }
    )

    id: str
    name: str
    at: datetime
    direction: str | None
    agent_id: str | None
    kind: str | None
    fault_type: str | None
    duration: float | None
    placed_by: str | None
    probability: float | None
    evidence: list[EvidenceView]
    grown: list[GrownView] = Field(description="这通电话给工单添了什么、改了什么")
    promises: list[PromiseView]


class ProposalView(BaseModel):
    """A call that may belong to another case: a person decides."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 7,
                "call_id": _CALL_ID,
                "call_name": "dev-01",
                "at": "2026-03-11T01:40:00Z",
                "in_case": 14,
                "case": 12,
                "probability": 0.41,
                "evidence": [],
            }
        }
    )

    id: int
    call_id: str
    call_name: str
    at: datetime
    in_case: int | None
    case: int
    probability: float | None
    evidence: list[EvidenceView]


class ProposalPage(BaseModel):
    model_config = ConfigDict(json_schema_extra={"example": {"items": [], "next_cursor": None}})

    items: list[ProposalView]
    next_cursor: str | None


class CaseView(BaseModel):
    """A case: its calls in time, the drafted order as it is now, what the customer still waits for."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "number": 12,
                "project": "门诊楼网络维护",
                "fault_type": "网络中断",
                "order": {"problem": "三楼护士站上不了网"},
                "calls": [],
                "more_calls": 0,
                "waits": [_PROMISE],
                "proposals": [],
            }
        }
    )

    number: int
    project: str | None
    fault_type: str | None
    order: dict[str, str]
    calls: list[CaseCall]
    more_calls: int = Field(description="更早、未列出的通话数")
    waits: list[PromiseView]
    proposals: list[ProposalView]


class CaseNumber(BaseModel):
    model_config = ConfigDict(json_schema_extra={"example": {"case": 12}})

    case: int


class Split(BaseModel):
    """These calls of the case are another matter."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"call_ids": [_CALL_ID]}})

    call_ids: Annotated[list[HexId], Field(min_length=1, max_length=200)]


class Merge(BaseModel):
    """Both cases are one matter."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"into": 11}})

    into: int = Field(ge=1, le=LARGEST_ID)


class ClosePromise(BaseModel):
    """How a promise ended, as a person says; ``null`` opens it again."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"state": "kept", "comment": "微信里答复了"}}
    )

    state: Literal["kept", "late", "broken", "void"] | None
    comment: LongText | None = None


class NewFaultType(BaseModel):
    """What type of fault it is, as a person says; ``null``: no fault at all."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"fault_type": "打印故障"}})

    fault_type: Annotated[PlainText, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)] | None


class FaultTypeView(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {"call_id": _CALL_ID, "fault_type": "打印故障", "origin": "person", "confidence": None}
        }
    )

    call_id: str
    fault_type: str | None
    origin: str | None
    confidence: float | None
