"""What the call says: 5W slots, the drafted service order, promises; and what the recording is like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from api.pages.views.formats import HOUR, MINUTE, clock, moment, percent
from api.pages.views.names import REMOVALS, SLOT_STATES, SLOTS, Names
from pipeline.domain.facts import Commitment
from pipeline.domain.metrics import Metrics
from pipeline.domain.record import Record
from pipeline.language import N_, Words, _, _n
from pipeline.review.order import corrected_fields, corrected_order
from pipeline.review.slots import EffectiveSlot

TICKET_FIELDS = Words(
    {"name": "联系人", "unit": "单位", "phone": "电话", "address": "地址", "problem": "问题", "since": "发生时间"}
)
SLOT_TONES = {"given": "good", "asked": "doubt", "missing": "bad"}
HEALTH_TONES = {"info": "accent", "warning": "doubt", "error": "bad"}
_SPAN: TypeAdapter[timedelta] = TypeAdapter(timedelta)


@dataclass(frozen=True, slots=True)
class ShownSlot:
    """One of the 5W. ``machine_title`` is how the machine saw it, where a person corrected that."""

    name: str
    title: str
    state: str  # given | asked | missing
    state_title: str
    tone: str
    value: str
    utterance: int | None
    machine_title: str = ""
    decision_id: int | None = None
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class ShownCommitment:
    text: str
    due: str
    is_vague: bool
    start: float
    end: float
    clock: str


@dataclass(frozen=True, slots=True)
class ShownField:
    name: str
    title: str
    value: str
    corrected: bool = False  # by a person, through one of the 5W


@dataclass(frozen=True, slots=True)
class ShownIssue:
    tone: str
    message: str


@dataclass(frozen=True, slots=True)
class ShownRemoved:
    clock: str
    start: float
    end: float
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class ShownFacts:
    slots: tuple[ShownSlot, ...]
    ticket: tuple[ShownField, ...]
    commitments: tuple[ShownCommitment, ...]
    measures: tuple[tuple[str, str], ...]
    issues: tuple[ShownIssue, ...]
    removed: tuple[ShownRemoved, ...]
    role_reasons: tuple[str, ...]


def show_facts(
    record: Record,
    slots: Sequence[EffectiveSlot],
    names: Names,
    zone: ZoneInfo,
    people: Mapping[int, str] | None = None,
) -> ShownFacts:
    """From the record, and its ``slots`` with people's corrections; ``people``: names by user id."""
    by_name = {slot.name: slot for slot in slots}
    began, corrected = record.call.started_at, corrected_fields(slots)
    order = corrected_order(record.ticket, slots)
    return ShownFacts(
        slots=tuple(_slot(by_name[id], names, people or {}) for id in SLOTS if id in by_name),
        ticket=tuple(
            ShownField(name, title, getattr(order, name) or "", name in corrected)
            for name, title in TICKET_FIELDS.items()
        ),
        commitments=tuple(_commitment(c, began, zone) for c in record.commitments),
        measures=tuple(measures(record.metrics)),
        issues=tuple(ShownIssue(HEALTH_TONES[i.severity], i.message) for i in record.health),
        removed=tuple(
            ShownRemoved(clock(r.start), r.start, r.end, r.text, REMOVALS.get(r.reason, r.reason))
            for r in record.removed
        ),
        role_reasons=record.provenance.role_reasons,
    )


def measures(metrics: Metrics) -> list[tuple[str, str]]:
    """What was measured, as term and value; what nobody can know is left out."""
    gap, share, rate = metrics.response_gap, metrics.talk_share or {}, metrics.speech_rate or {}
    known = [
        (_("首句应答"), metrics.first_response, N_("%(value)s 秒")),
        (_("应答间隔（中位）"), gap.median if gap else None, N_("%(value)s 秒")),
        (_("最长应答间隔"), gap.max if gap else None, N_("%(value)s 秒")),
        (_("坐席语速"), rate.get("agent"), N_("%(value)s 字/秒")),
    ]
    shown = [] if metrics.rings is None else [(_("振铃"), _n("%(num)s 声", metrics.rings))]
    shown += [(title, _(form, value=f"{value:.1f}")) for title, value, form in known if value is not None]
    shares = [(_("坐席说话占比"), share.get("agent")), (_("静默占比"), metrics.silence_share)]
    return shown + [(title, percent(value)) for title, value in shares if value is not None]


def due_text(due: str | None, since: str | None, zone: ZoneInfo) -> str:
    """A promise's time in words: 30 分钟内（10:45 前）, 10-13 20:00 前; empty where it can't be told."""
    if not due:
        return ""
    if not due.startswith(("P", "p")):
        at = _at(due, zone)
        return _("%(moment)s 前", moment=moment(at, zone)) if at else due
    try:
        span = _SPAN.validate_python(due)
    except ValidationError:
        return due
    start = _at(since, zone) if since else None
    if start is None:
        return _("%(span)s内", span=_span_text(span))
    return _("%(span)s内（%(moment)s 前）", span=_span_text(span), moment=moment(start + span, zone))


def _slot(slot: EffectiveSlot, names: Names, people: Mapping[int, str]) -> ShownSlot:
    now, decision = slot.effective, slot.decision
    shown = ShownSlot(
        slot.name,
        names.slots.get(slot.name, slot.name),
        now.state.value,
        SLOT_STATES[now.state],
        SLOT_TONES[now.state],
        now.value or "",
        now.utterance,
    )
    if decision is None:
        return shown
    return replace(
        shown,
        machine_title=SLOT_STATES[slot.machine.state],
        decision_id=decision.id,
        decided_by=people.get(decision.user_id or 0, ""),
    )


def _commitment(c: Commitment, since: str | None, zone: ZoneInfo) -> ShownCommitment:
    due = due_text(c.due, since, zone)
    return ShownCommitment(c.text, due or _("时间不明确"), not due, c.start, c.end, clock(c.start))


def _at(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _span_text(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    if span.days and seconds % (24 * HOUR) == 0:
        return _n("%(num)s 天", span.days)
    if seconds % HOUR == 0:
        return _n("%(num)s 小时", seconds // HOUR)
    return _n("%(num)s 分钟", max(1, round(seconds / MINUTE)))
