"""Appeals, as agents and reviewers see them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.parameters import LARGEST_ID, LongText, ShortText
from api.schemas.decisions import Change

_CALL_ID = "5b3f0e2c9d1a4b7e8f60718293a4b5c6"
Reason = Annotated[LongText, StringConstraints(min_length=2)]


class NewAppeal(BaseModel):
    """Against a finding, an added finding or a check; against the whole score where none of them is named."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"call_id": _CALL_ID, "finding_id": 17, "reason": "这句话是转述客户的原话"}},
    )

    call_id: str = Field(pattern="^[0-9a-f]{32}$")
    finding_id: int | None = Field(None, ge=1, le=LARGEST_ID)
    added_id: int | None = Field(None, ge=1, le=LARGEST_ID)
    check: ShortText | None = None
    reason: Reason


class Ruling(BaseModel):
    """How an appeal is decided. An appeal against the whole score is upheld with ``changes``: findings that are struck
    out, checks with another verdict, slots; the ``reason`` is the comment of each that has none."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "upheld": True,
                "reason": "结束语说了，录音 3:20 处",
                "changes": [{"action": "verdict", "check": "closing", "verdict": "pass"}],
            }
        },
    )

    upheld: bool
    reason: Reason
    changes: list[Change] = Field([], max_length=50)


class AppealView(BaseModel):
    """An appeal. Agents see no names; ``overdue`` where nobody decided in time."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 5,
                "call_id": _CALL_ID,
                "call_name": "dev-01",
                "scorecard_id": 9,
                "finding_id": 17,
                "added_id": None,
                "check": "forbidden_phrases",
                "quote": "这个不归我管",
                "reason": "转述客户的原话",
                "state": "open",
                "created_at": "2026-03-03T01:00:00Z",
                "decide_by": "2026-03-10T01:00:00Z",
                "overdue": False,
                "agent_id": "A003",
                "decided_by": None,
                "decided_at": None,
                "decision_reason": None,
                "alike": None,
                "total_before": 82.0,
                "total_now": 82.0,
                "may_decide": True,
            }
        }
    )

    id: int
    call_id: str
    call_name: str
    scorecard_id: int
    finding_id: int | None
    added_id: int | None
    check: str | None
    quote: str | None = Field(description="申诉针对的话")
    reason: str
    state: Literal["open", "upheld", "rejected", "withdrawn"]
    created_at: datetime
    decide_by: datetime
    overdue: bool
    agent_id: str | None
    decided_by: str | None
    decided_at: datetime | None
    decision_reason: str | None
    alike: int | None = Field(description="因此要重新复核的同类通话")
    total_before: float | None
    total_now: float | None
    may_decide: bool = Field(description="您可以裁定（不是原复核人）")


class AppealPage(BaseModel):
    items: list[AppealView]
    next_cursor: str | None


class Acknowledged(BaseModel):
    """The agent has taken note."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"call_id": _CALL_ID, "scorecard_id": 9, "acknowledged_at": "2026-03-03T01:00:00Z"}
        }
    )

    call_id: str
    scorecard_id: int
    acknowledged_at: datetime
