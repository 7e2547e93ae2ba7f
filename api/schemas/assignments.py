"""What agents are to learn from, and what became of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.parameters import LARGEST_ID, LongText, NameText
from api.schemas.coaching import ClipLine, CollectedClip
from pipeline.coaching.progress import Outcome

AgentId = Annotated[NameText, StringConstraints(min_length=1, max_length=200)]
_ITEM: dict[str, Any] = {
    "id": 3,
    "title": "推诿与承接",
    "collection_id": 1,
    "clip_id": None,
    "team": "一组",
    "note": "先承接，再说明",
    "due_at": "2026-03-10T15:59:59Z",
    "created_at": "2026-03-03T01:00:00Z",
    "by": "陈老师",
    "withdrawn_at": None,
    "agents": 8,
    "opened": 5,
    "acknowledged": 4,
    "answered": 1,
    "overdue": 0,
}
_SHARE = {"n": 40, "value": 0.35, "low": 0.22, "high": 0.5}
_CHANGE: dict[str, Any] = {
    "before": _SHARE,
    "after": _SHARE | {"value": 0.1, "low": 0.04, "high": 0.2},
    "outcome": "better",
}
_AGENT: dict[str, Any] = {
    "agent_id": "A003",
    "name": "王伟",
    "opened_at": "2026-03-04T01:00:00Z",
    "played": 2,
    "clips": 3,
    "acknowledged_at": None,
    "answer": "",
    "answered_at": None,
}


class NewAssignmentBody(BaseModel):
    """A collection, or one of its clips, to agents or a whole team, until the end of a day."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"collection_id": 1, "team": "一组", "due_on": "2026-03-10", "note": "先承接，再说明"}
        },
    )

    collection_id: int = Field(ge=1, le=LARGEST_ID)
    clip_id: int | None = Field(None, ge=1, le=LARGEST_ID)
    agent_ids: list[AgentId] = Field([], max_length=500)
    team: AgentId | None = None
    due_on: date = Field(description="最后一天（含），按 TINGJIAN_TIMEZONE")
    note: LongText = ""


class AssignmentChange(BaseModel):
    """What to change; what is left out stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"note": "请在周五前完成"}})

    note: LongText | None = None
    due_on: date | None = None


class AssignmentItem(BaseModel):
    """``overdue``: how many have not acknowledged it though its time is over."""

    model_config = ConfigDict(json_schema_extra={"example": _ITEM})

    id: int
    title: str
    collection_id: int | None
    clip_id: int | None
    team: str | None
    note: str
    due_at: datetime
    created_at: datetime
    by: str
    withdrawn_at: datetime | None
    agents: int
    opened: int
    acknowledged: int
    answered: int
    overdue: int


class AssignmentPage(BaseModel):
    items: list[AssignmentItem]
    next_cursor: str | None


class AssignedView(BaseModel):
    """What one agent made of it; ``clips`` are those that this agent may be shown."""

    model_config = ConfigDict(json_schema_extra={"example": _AGENT})

    agent_id: str
    name: str
    opened_at: datetime | None
    played: int
    clips: int
    acknowledged_at: datetime | None
    answer: str
    answered_at: datetime | None


class Share(BaseModel):
    """The share of ``n`` calls that failed the check, with its 95 % interval."""

    n: int
    value: float | None
    low: float | None
    high: float | None


class ChangeView(BaseModel):
    model_config = ConfigDict(json_schema_extra={"example": _CHANGE})

    before: Share
    after: Share
    outcome: Outcome = Field(description="样本不足为 unknown，区间重叠为 same")


class AgentChange(ChangeView):
    model_config = ConfigDict(json_schema_extra={"example": _CHANGE | {"agent_id": "A003"}})

    agent_id: str


class ImprovementView(BaseModel):
    """Before: the 90 days until it was given out; after: since each agent acknowledged it."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "check": "forbidden_phrases",
                "title": "服务禁语",
                "category": "dismissive",
                "category_title": "推脱语言",
                "together": _CHANGE,
                "agents": [_CHANGE | {"agent_id": "A003"}],
            }
        }
    )

    check: str
    title: str
    category: str | None
    category_title: str | None
    together: ChangeView
    agents: list[AgentChange]


class AssignmentView(AssignmentItem):
    model_config = ConfigDict(json_schema_extra={"example": _ITEM | {"people": [_AGENT], "improvements": []}})

    people: list[AssignedView]
    improvements: list[ImprovementView]


class OwnAssignment(BaseModel):
    """What an agent is to learn from."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 3,
                "title": "推诿与承接",
                "note": "先承接，再说明",
                "by": "陈老师",
                "due_at": "2026-03-10T15:59:59Z",
                "created_at": "2026-03-03T01:00:00Z",
                "clips": 3,
                "played": 2,
                "acknowledged_at": None,
                "answer": "",
                "answered_at": None,
                "overdue": False,
            }
        }
    )

    id: int
    title: str
    note: str
    by: str
    due_at: datetime
    created_at: datetime
    clips: int
    played: int
    acknowledged_at: datetime | None
    answer: str
    answered_at: datetime | None
    overdue: bool


class OwnAssignments(BaseModel):
    items: list[OwnAssignment]


class OwnClip(BaseModel):
    """A clip as an agent sees it: not whose call it is."""

    id: int
    check: str
    title: str
    category: str | None
    good: bool
    reason: str
    suggestion: str | None
    note: str
    played: bool
    lines: list[ClipLine]
    audio: str | None

    @classmethod
    def of(cls, clip: CollectedClip, played: bool) -> OwnClip:
        same = cls.model_fields.keys() - {"played"}
        return cls(**{name: getattr(clip, name) for name in same}, played=played)


class OwnAssignmentView(OwnAssignment):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 3,
                "title": "推诿与承接",
                "note": "",
                "by": "陈老师",
                "due_at": "2026-03-10T15:59:59Z",
                "created_at": "2026-03-03T01:00:00Z",
                "clips": 1,
                "played": 0,
                "acknowledged_at": None,
                "answer": "",
                "answered_at": None,
                "overdue": False,
                "items": [],
            }
        }
    )

    items: list[OwnClip]


class Acknowledgement(BaseModel):
    """``answer``: what the agent says to it; left out: nothing new."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"answer": "明白了，以后先登记再转。"}})

    answer: LongText | None = None


class ConsentView(BaseModel):
    """Whether clips of one's own calls may be examples to others. ``chosen`` null: as the office has it."""

    model_config = ConfigDict(json_schema_extra={"example": {"chosen": None, "default": True, "shared": True}})

    chosen: bool | None
    default: bool
    shared: bool


class ConsentChoice(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"chosen": False}})

    chosen: bool | None
