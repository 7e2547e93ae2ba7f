"""Rows of lists: the review queue, all calls, failed recordings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from api.pages.views.formats import ago, clock, moment, points, score
from api.pages.views.names import DIRECTIONS, REVIEW_STATES
from pipeline.language import N_, Words, _, translated
from pipeline.review.queue import Waiting, Why
from pipeline.storage.tables import CallRow, CallState

WHYS = Words(
    {
        Why.FATAL: "一票否决",
        Why.UNSURE: "机器不可判",
        Why.DOUBTFUL: "有存疑发现",
        Why.AUDIO: "录音有问题",
        Why.PRECEDENT: "申诉先例",
        Why.RANDOM: "随机抽检",
        Why.COSTLY: "有扣分",
        Why.CLEAN: "没有发现",
    }
)
WHY_TONES = {
    Why.FATAL: "bad",
    Why.UNSURE: "doubt",
    Why.DOUBTFUL: "doubt",
    Why.AUDIO: "process",
    Why.PRECEDENT: "accent",
    Why.RANDOM: "accent",
    Why.COSTLY: "process",
    Why.CLEAN: "good",
}
CALL_STATES = Words(
    {CallState.QUEUED: "等待分析", CallState.WORKING: "分析中", CallState.DONE: "已分析", CallState.FAILED: "分析失败"}
)
HIGH_RISK, SOME_RISK = 100.0, 20.0
AROUND = 18  # characters shown before and after what was searched for


@dataclass(frozen=True, slots=True)
class ShownReason:
    label: str
    text: str
    tone: str
    is_random: bool = False


@dataclass(frozen=True, slots=True)
class QueueRow:
    id: str
    name: str
    agent_id: str
    team: str
    score: str
    grade: str
    duration: str
    waited: str
    risk: str
    risk_tone: str
    risk_value: float
    reasons: tuple[ShownReason, ...]
    holder: str  # empty where it is the reader
    assignee: str
    is_mine: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """The first sentence that holds what was searched for."""

    utterance: int
    before: str
    found: str
    after: str


@dataclass(frozen=True, slots=True)
class CallLine:
    id: str
    name: str
    agent_id: str
    team: str
    direction: str
    at: str
    duration: str
    score: str
    grade: str
    state: str
    tone: str
    said: Said | None = None
    kind: str = "–"
    risk: str = "–"


@dataclass(frozen=True, slots=True)
class FailureRow:
    id: str
    name: str
    agent_id: str
    reason: str
    code: str
    at: str
    attempts: int


def queue_row(waiting: Waiting, now: datetime, user_id: int) -> QueueRow:
    call = waiting.call
    risk, tone = _risk(waiting.priority)
    mine = waiting.holder_id == user_id
    return QueueRow(
        id=call.id,
        name=call.name,
        agent_id=call.agent_id or _("未知"),
        team=call.team or "–",
        score=_score(call),
        grade=call.grade or "",
        duration=clock(call.duration),
        waited=ago(now - call.created_at),
        risk=risk,
        risk_tone=tone,
        risk_value=min(waiting.priority, HIGH_RISK) / HIGH_RISK,
        reasons=tuple(
            ShownReason(WHYS[r.code], r.text, WHY_TONES[r.code], r.code is Why.RANDOM) for r in waiting.reasons
        ),
        holder="" if mine else waiting.holder or "",
        assignee=waiting.assignee or "",
        is_mine=mine,
    )


def said_in(text: str, wanted: str) -> Said | None:
    """``text`` has one utterance a line; letters match whatever their case."""
    for index, line in enumerate(text.split("\n")):
        if (at := line.casefold().find(wanted.casefold())) >= 0:
            end = at + len(wanted)
            start = max(0, at - AROUND)
            before, after = line[start:at], line[end : end + AROUND]
            return Said(
                index, ("…" if start else "") + before, line[at:end], after + ("…" if end + AROUND < len(line) else "")
            )
    return None


def call_line(
    call: CallRow, zone: ZoneInfo, said: Said | None = None, kinds: Mapping[str, str] | None = None
) -> CallLine:
    done = call.state == CallState.DONE
    state = _review_state(call) if done else CALL_STATES[CallState(call.state)]
    tones = {"failed": "bad", "published": "good", "reviewed": "good", "claimed": "accent"}
    return CallLine(
        id=call.id,
        name=call.name,
        agent_id=call.agent_id or _("未知"),
        team=call.team or "–",
        direction=DIRECTIONS.get(call.direction or "", "–"),
        at=moment(call.started_at or call.created_at, zone),
        duration=clock(call.duration),
        score=_score(call),
        grade=call.grade or "",
        state=state,
        tone=tones.get(call.review_state if done else call.state, ""),
        said=said,
        kind=(kinds or {}).get(call.kind or "", call.kind or "–"),
        risk=_risk(call.risk)[0] if done else "–",
    )


def _review_state(call: CallRow) -> str:
    """A published call whose new version was not published yet has a state of its own."""
    changed = call.review_state == "reviewed" and call.published_at is not None
    return _("新版待发布") if changed else REVIEW_STATES[call.review_state]


def failure_row(call: CallRow, zone: ZoneInfo) -> FailureRow:
    return FailureRow(
        call.id,
        call.name,
        call.agent_id or _("未知"),
        translated(call.failure_reason or N_("原因未知")),
        call.failure_code or "",
        moment(call.failed_at, zone),
        call.attempts,
    )


def _score(call: CallRow) -> str:
    """A dash where nothing was judged yet."""
    return score(call.score) if call.scorecard_id else points(None)


def _risk(priority: float) -> tuple[str, str]:
    if priority >= HIGH_RISK:
        return _("高"), "bad"
    return (_("中"), "doubt") if priority >= SOME_RISK else (_("低"), "process")
