"""Calls, transcripts, scorecards and what they rest on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from pipeline.domain.call import Direction, HealthIssue, RemovedText
from pipeline.domain.record import SpokenText
from pipeline.domain.scorecard import Scorecard
from pipeline.storage.tables import CallState

_ID = "5b3f0e2c9d1a4b7e8f60718293a4b5c6"
_SHA256 = "5b3f0e2c9d1a4b7e8f60718293a4b5c6d7e8f9000102030405060708090a0b0c"
_CALL: dict[str, Any] = {
    "id": _ID,
    "name": "dev-01",
    "created_at": "2026-03-02T08:15:00Z",
    "started_at": "2026-03-02T01:30:00Z",
    "duration": 100.57,
    "direction": "inbound",
    "agent_id": "A003",
    "team": "一组",
    "queue": "信息服务台",
    "state": "done",
    "score": 82.0,
    "grade": "B",
    "fatal": False,
    "needs_review": True,
    "review_state": "none",
    "risk": 20.4,
    "audit_sample": False,
    "published_at": None,
    "failure": None,
    "kind": "repair",
    "kind_confidence": 0.97,
}
_LINE: dict[str, Any] = {
    "check": "greeting",
    "title": "开头语",
    "weight": 10.0,
    "earned": 10.0,
    "verdict": "pass",
    "reason": "问候、自报家门、询问需求都有",
}
_CARD: dict[str, Any] = {
    "rubric": "hotline",
    "rubric_version": "1",
    "total": 82.0,
    "grade": "B",
    "fatal": False,
    "needs_review": True,
    "review_reasons": ["应答间隔无法判断"],
    "lines": [_LINE],
}


def _example(**fields: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"example": fields})


class Failure(BaseModel):
    """Why a recording could not be analysed: ``code`` for programs, ``reason`` for people."""

    code: str
    reason: str
    at: datetime


class CallItem(BaseModel):
    """A call in a list. Agents get null for what is not theirs to know: queue, risk, review."""

    model_config = _example(**_CALL)

    id: str
    name: str = Field(description="电话系统的编号，或录音文件名")
    created_at: datetime = Field(description="入库时间（UTC）")
    started_at: datetime | None = Field(description="通话开始时间（UTC）")
    duration: float | None = Field(description="秒")
    direction: Direction | None
    agent_id: str | None
    team: str | None
    queue: str | None
    state: CallState
    score: float | None
    grade: str | None
    unscored: str | None = Field(None, description="不能评分的原因；此时没有得分和等级")
    fatal: bool
    needs_review: bool | None
    review_state: str | None
    risk: float | None
    audit_sample: bool | None
    published_at: datetime | None
    failure: Failure | None
    kind: str | None = Field(None, description="通话类型（词库 kinds 的标识），或 unsure")
    kind_confidence: float | None = Field(None, description="0-1；人工更正后为 1")


class CallPage(BaseModel):
    """One page of a list; ``previous_cursor`` is null at its beginning, ``next_cursor`` at the end. ``total`` counts
    all of it."""

    model_config = _example(items=[_CALL], total=1, previous_cursor=None, next_cursor=None)

    items: list[CallItem]
    total: int
    previous_cursor: str | None = None
    next_cursor: str | None


class CallDetail(CallItem):
    """A call with what the telephone system and the recording say."""

    model_config = _example(
        **_CALL,
        customer_number="13927456081",
        file_name="dev-01.wav",
        size_bytes=1_609_120,
        channels=2,
        sampling_rate=8000,
        codec="pcm_mulaw",
        attempts=1,
        judgement_id=7,
        scorecard_id=7,
        has_audio=True,
    )

    customer_number: str | None
    file_name: str
    size_bytes: int
    channels: int | None
    sampling_rate: int | None
    codec: str | None
    attempts: int | None
    judgement_id: int | None
    scorecard_id: int | None
    has_audio: bool


class TranscriptView(BaseModel):
    """What was said, by whom and when."""

    model_config = _example(
        call_id=_ID,
        utterances=[
            {
                "index": 0,
                "role": "agent",
                "channel": 1,
                "start": 7.81,
                "end": 13.4,
                "confidence": 0.91,
                "role_confidence": 1.0,
                "text": "您好，这里是信息服务台，请问有什么可以帮您？",
            }
        ],
        removed=[],
        health=[],
    )

    call_id: str
    utterances: tuple[SpokenText, ...]
    removed: tuple[RemovedText, ...]
    health: tuple[HealthIssue, ...]


class ScorecardView(BaseModel):
    """The scorecard in force, and whose it is: the machine's, a reviewer's, or that of an upheld appeal."""

    model_config = _example(
        call_id=_ID,
        scorecard_id=7,
        judgement_id=7,
        origin="machine",
        scorecard=_CARD,
        created_at="2026-03-02T08:16:00Z",
        published_at=None,
        acknowledged_at=None,
    )

    call_id: str
    scorecard_id: int
    judgement_id: int
    origin: str = Field(description="machine | review | appeal")
    scorecard: Scorecard
    created_at: datetime
    published_at: datetime | None
    acknowledged_at: datetime | None


class JudgementItem(BaseModel):
    """One judging of the call; a later one does not replace it."""

    id: int
    created_at: datetime
    current: bool
    total: float | None
    grade: str | None
    fatal: bool
    needs_review: bool
    rubric: str
    rubric_version: str
    lexicon: str
    lexicon_version: str
    lexicon_sha256: str
    asr_model: str
    version: str


class CardItem(BaseModel):
    """One scorecard that was in force."""

    id: int
    judgement_id: int
    origin: str
    created_at: datetime
    created_by: int | None
    total: float | None
    grade: str | None
    fatal: bool
    published_at: datetime | None


class History(BaseModel):
    """Every judgement and every scorecard of a call, newest first."""

    model_config = _example(
        call_id=_ID,
        scorecards=[],
        judgements=[
            {
                "id": 7,
                "created_at": "2026-03-02T08:16:00Z",
                "current": True,
                "total": 82.0,
                "grade": "B",
                "fatal": False,
                "needs_review": True,
                "rubric": "hotline",
                "rubric_version": "1",
                "lexicon": "hotline",
                "lexicon_version": "1",
                "lexicon_sha256": _SHA256,
                "asr_model": "base",
                "version": "0.1.0",
            }
        ],
    )

    call_id: str
    judgements: list[JudgementItem]
    scorecards: list[CardItem]


class Receipt(BaseModel):
    """Everything that the score depends on, so that it can be repeated and compared."""

    model_config = _example(
        call_id=_ID,
        recording_sha256=_SHA256,
        transcript_sha256=_SHA256,
        asr_model="base",
        asr_options={"beam_size": 5},
        lexicon="hotline",
        lexicon_version="1",
        lexicon_sha256=_SHA256,
        rubric="hotline",
        rubric_version="1",
        version="0.1.0",
        judgement_id=7,
        judged_at="2026-03-02T08:16:00Z",
        scorecard_id=7,
        origin="machine",
        total=82.0,
        card_sha256=_SHA256,
    )

    call_id: str
    recording_sha256: str
    transcript_sha256: str
    asr_model: str
    asr_options: dict[str, Any]
    lexicon: str
    lexicon_version: str
    lexicon_sha256: str
    rubric: str
    rubric_version: str
    version: str
    judgement_id: int
    judged_at: datetime
    scorecard_id: int
    origin: str
    total: float | None
    card_sha256: str = Field(description="评分表 JSON 的 SHA-256")
