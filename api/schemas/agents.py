"""What an agent sees of the own work."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

_ID = "5b3f0e2c9d1a4b7e8f60718293a4b5c6"


class Figure(BaseModel):
    """A mean or share with its 95 % interval; ``note`` says 样本不足 where ``n`` is small."""

    n: int = Field(description="样本数")
    value: float | None
    low: float | None
    high: float | None
    note: str = ""


class WeekFigure(Figure):
    week: str = Field(examples=["2026-W47"])


class CheckTrend(Figure):
    """The share of calls (0-1) that passed a check."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "check": "greeting",
                "title": "问候与自报",
                "n": 14,
                "value": 0.79,
                "low": 0.52,
                "high": 0.92,
                "note": "",
                "weeks": [{"week": "2026-W47", "n": 6, "value": 0.83, "low": 0.44, "high": 0.97, "note": ""}],
            }
        }
    )

    check: str
    title: str
    weeks: list[WeekFigure]


class OwnScorecard(BaseModel):
    call_id: str = Field(examples=[_ID])
    started_at: datetime | None
    duration: float | None
    direction: str | None
    scorecard_id: int
    total: float | None
    grade: str | None
    fatal: bool
    origin: str
    published_at: datetime | None
    acknowledged_at: datetime | None


class CostlySentence(BaseModel):
    """A sentence that cost points, and what to say instead. Play it with ``/calls/{call_id}/audio?start=&end=``."""

    call_id: str = Field(examples=[_ID])
    finding_id: int | None
    added_id: int | None
    check: str
    category: str | None
    severity: str
    start: float
    end: float
    utterance: int
    quote: str = Field(examples=["这个不归我管"])
    sentence: str
    reason: str
    suggestion: str | None = Field(examples=["我来帮您联系负责的同事。"])
    state: str
    points: float | None = Field(None, description="扣多少分（一票否决前）；无法对应时为空")


class WithdrawnScorecard(BaseModel):
    """A scorecard that was published and taken back."""

    call_id: str = Field(examples=[_ID])
    started_at: datetime | None
    withdrawn_at: datetime
    reason: str = Field(examples=["误发布，还没有复核完"])


class AgentSummary(BaseModel):
    """Only what was published. Shares are 0-1, scores 0-100."""

    agent_id: str
    weeks: int
    calls: int
    minimum: int = Field(description="样本少于此数时标为样本不足")
    score: Figure
    open_appeals: int
    to_acknowledge: int
    trend: list[WeekFigure]
    checks: list[CheckTrend]
    scorecards: list[OwnScorecard]
    withdrawn: list[WithdrawnScorecard] = []
    sentences: list[CostlySentence]
