"""Words for the pages of cases and promises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from api.pages.views.formats import ago, clock, moment
from api.pages.views.names import DIRECTIONS
from api.schemas.cases import CaseCall, CaseView, EvidenceView, PromiseView, ProposalView
from pipeline.cases.file import ORDER
from pipeline.domain.promise import PromiseKind, PromiseState
from pipeline.language import N_, Words, _, translated

STATES = {
    PromiseState.OPEN: (N_("未到期"), "accent"),
    PromiseState.KEPT: (N_("已兑现"), "good"),
    PromiseState.LATE: (N_("逾期兑现"), "doubt"),
    PromiseState.BROKEN: (N_("未兑现"), "bad"),
    PromiseState.VOID: (N_("已作废"), "process"),
}
KINDS = Words(
    {
        PromiseKind.PROMISE: "坐席承诺",
        PromiseKind.FIRST_ANSWER: "首次答复",
        PromiseKind.CALL_BACK: "指导后回电",
        PromiseKind.FOLLOW_UP: "修复后回访",
    }
)
PLACED = Words({"link": "系统归案", "accept": "人工确认", "split": "人工拆出", "merge": "人工合并"})
CLOSINGS = Words({"kept": "已兑现", "late": "逾期兑现", "broken": "没有兑现", "void": "作废，本来不欠"})


@dataclass(frozen=True, slots=True)
class PromiseLine:
    id: int
    kind: str
    text: str
    state: str
    tone: str
    due: str
    since: str  # overdue for so long; empty where it is not
    made: str
    agent_id: str
    team: str
    call_id: str
    at: str  # of the utterance, as a query; empty where it has none
    case: int | None
    why: str
    waiting: bool
    closed: bool


@dataclass(frozen=True, slots=True)
class Reason:
    words: str
    against: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A call on the time line."""

    id: str
    name: str
    at: str
    direction: str
    agent_id: str
    kind: str
    fault_type: str
    duration: str
    placed: str
    sure: str
    reasons: tuple[Reason, ...]
    grown: tuple[tuple[str, str, str], ...]  # field, before (empty: new), value
    promises: tuple[PromiseLine, ...]


@dataclass(frozen=True, slots=True)
class ProposalLine:
    id: int
    call_id: str
    call_name: str
    at: str
    in_case: int | None
    case: int
    sure: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class CasePage:
    number: int
    about: str
    order: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    more_calls: int
    waits: tuple[PromiseLine, ...]
    proposals: tuple[ProposalLine, ...]


def show_case(case: CaseView, zone: ZoneInfo, now: datetime, kinds: Mapping[str, str]) -> CasePage:
    about = " · ".join(part for part in (case.project, case.fault_type) if part)
    return CasePage(
        case.number,
        about or _("未注明项目和故障类型"),
        tuple((ORDER[f], value) for f, value in case.order.items()),
        tuple(_step(call, zone, now, kinds) for call in case.calls),
        case.more_calls,
        tuple(show_promise(one, zone, now) for one in case.waits),
        tuple(show_proposal(one, zone) for one in case.proposals),
    )


def show_promise(promise: PromiseView, zone: ZoneInfo, now: datetime) -> PromiseLine:
    state, tone = STATES[promise.state]
    over = promise.waiting and promise.due_at is not None and promise.due_at < now
    return PromiseLine(
        promise.id,
        KINDS[promise.kind],
        promise.text,
        _("已逾期") if over else _(state),
        "bad" if over else tone,
        moment(promise.due_at, zone) if promise.due_at else _("没有说定时间"),
        ago(now - promise.due_at) if over and promise.due_at else "",
        moment(promise.made_at, zone),
        promise.agent_id or _("未知"),
        promise.team or "–",
        promise.call_id,
        f"?at={promise.utterance}" if promise.utterance is not None else "",
        promise.case,
        translated(promise.why),
        promise.waiting,
        promise.closed,
    )


def show_proposal(proposal: ProposalView, zone: ZoneInfo) -> ProposalLine:
    return ProposalLine(
        proposal.id,
        proposal.call_id,
        proposal.call_name,
        moment(proposal.at, zone),
        proposal.in_case,
        proposal.case,
        _sure(proposal.probability),
        _reasons(proposal.evidence),
    )


def _step(call: CaseCall, zone: ZoneInfo, now: datetime, kinds: Mapping[str, str]) -> Step:
    return Step(
        call.id,
        call.name,
        moment(call.at, zone),
        DIRECTIONS.get(call.direction or "", "–"),
        call.agent_id or _("未知"),
        kinds.get(call.kind or "", call.kind or ""),
        call.fault_type or "",
        clock(call.duration),
        PLACED.get(call.placed_by or "", "") if call.evidence or call.placed_by != "link" else "",
        _sure(call.probability),
        _reasons(call.evidence),
        tuple((ORDER.get(g.field, g.field), g.before or "", g.value) for g in call.grown),
        tuple(show_promise(one, zone, now) for one in call.promises),
    )


def _sure(probability: float | None) -> str:
    return "" if probability is None else f"{100 * probability:.0f}%"


def _reasons(evidence: list[EvidenceView]) -> tuple[Reason, ...]:
    return tuple(Reason(translated(piece.words), piece.weight < 0) for piece in evidence)
