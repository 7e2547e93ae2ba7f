"""Which calls reviewers should look at, the riskiest first, and why each of them is here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from pipeline.domain.scorecard import KeptCard
from pipeline.language import _, _n
from pipeline.lexicon import ReviewPolicy
from pipeline.storage.tables import (
    CallRow,
    CallState,
    CheckResultRow,
    FindingRow,
    PrecedentRow,
    ReviewRow,
    ScorecardRow,
    UserRow,
)

USUAL = ReviewPolicy()
NOBODY = (None, None, None)


class Why(StrEnum):
    """Why a call is in the queue."""

    FATAL = "fatal"
    UNSURE = "unsure"
    DOUBTFUL = "doubtful"
    AUDIO = "audio"
    PRECEDENT = "precedent"
    RANDOM = "random"
    COSTLY = "costly"
    CLEAN = "clean"


@dataclass(frozen=True, slots=True)
class Reason:
    code: Why
    text: str


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What is None does not restrict. ``mine``: whose claimed or assigned calls alone are wanted."""

    why: Why | None = None
    agent_id: str | None = None
    team: str | None = None
    check: str | None = None
    mine: int | None = None
    state: str = "open"  # open: not reviewed yet | reviewed: not published yet
    open_to: int | None = None  # whose: without the calls that another person is asked to review


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the queue ended."""

    priority: float
    call_id: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """One call of the queue. ``holder`` is who has claimed it now."""

    call: CallRow
    priority: float
    reasons: tuple[Reason, ...]
    holder: str | None
    held_until: datetime | None
    holder_id: int | None = None
    assignee: str | None = None


def waiting_calls(
    session: Session,
    wanted: QueueFilter,
    now: datetime,
    after: Place | None = None,
    limit: int = 50,
    policy: ReviewPolicy = USUAL,
) -> list[Waiting]:
    """The calls that wait for a review, in the order in which they should be taken."""
    priority = _priority(policy)
    query = select(CallRow, priority).where(*_conditions(wanted)).order_by(priority.desc(), CallRow.id)
    if after is not None:
        query = query.where(
            or_(priority < after.priority, and_(priority == after.priority, CallRow.id > after.call_id))
        )
    rows = [(call, float(rank)) for call, rank in session.execute(query.limit(limit)).all()]
    ids = [call.id for call, _ in rows]
    reasons, holders = _reasons(session, [call for call, _ in rows]), _holders(session, ids, now)
    assignees = _assignees(session, [call.assigned_to for call, _ in rows])
    found = []
    for call, rank in rows:
        holder, until, holder_id = holders.get(call.id, NOBODY)
        assignee = assignees.get(call.assigned_to or 0)
        found.append(Waiting(call, rank, reasons[call.id], holder, until, holder_id, assignee))
    return found


def count_waiting(session: Session, wanted: QueueFilter) -> int:
    return session.scalar(select(func.count()).select_from(CallRow).where(*_conditions(wanted))) or 0


def _priority(policy: ReviewPolicy) -> ColumnElement[float]:
    """A call of the random share stands where a verdict in doubt would put it, so that it is not left to the end."""
    least = policy.unsure + policy.doubtful
    lifted = case((CallRow.risk < least, least), else_=CallRow.risk)
    return case((CallRow.audit_sample, lifted), else_=CallRow.risk)


def _conditions(wanted: QueueFilter) -> list[ColumnElement[bool]]:
    states = ("reviewed",) if wanted.state == "reviewed" else ("none", "claimed")
    found = [CallRow.state == CallState.DONE, CallRow.judgement_id.is_not(None), CallRow.review_state.in_(states)]
    if wanted.agent_id is not None:
        found.append(CallRow.agent_id == wanted.agent_id)
    if wanted.team is not None:
        found.append(CallRow.team == wanted.team)
    if wanted.check is not None:
        found.append(_has_verdict("fail", "unsure", check=wanted.check))
    if wanted.mine is not None:
        claimed = and_(ReviewRow.state == "claimed", ReviewRow.reviewer_id == wanted.mine)
        found.append(or_(CallRow.assigned_to == wanted.mine, exists().where(ReviewRow.call_id == CallRow.id, claimed)))
    if wanted.open_to is not None:
        found.append(or_(CallRow.assigned_to.is_(None), CallRow.assigned_to == wanted.open_to))
    return [*found, *([_is_because(wanted.why)] if wanted.why is not None else [])]


def _is_because(why: Why) -> ColumnElement[bool]:
    conditions: dict[Why, ColumnElement[bool]] = {
        Why.FATAL: CallRow.fatal.is_(True),
        Why.UNSURE: _has_verdict("unsure", "error"),
        Why.DOUBTFUL: _has_finding(FindingRow.certain.is_(False)),
        Why.AUDIO: and_(CallRow.needs_review, ~_has_verdict("unsure", "error"), ~_has_finding()),
        Why.PRECEDENT: exists().where(PrecedentRow.call_id == CallRow.id),
        Why.RANDOM: CallRow.audit_sample.is_(True),
        Why.COSTLY: _has_finding(FindingRow.certain.is_(True)),
        Why.CLEAN: ~_has_finding(),
    }
    return conditions[why]


def _has_verdict(*verdicts: str, check: str | None = None) -> ColumnElement[bool]:
    about = [CheckResultRow.judgement_id == CallRow.judgement_id, CheckResultRow.verdict.in_(verdicts)]
    return exists().where(*about, *([CheckResultRow.check == check] if check else []))


def _has_finding(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(FindingRow.judgement_id == CallRow.judgement_id, FindingRow.that_failed(), *conditions)


def _reasons(session: Session, calls: Sequence[CallRow]) -> Mapping[str, tuple[Reason, ...]]:
    ids, judgements = [c.id for c in calls], [c.judgement_id for c in calls]
    shown = select(ScorecardRow.id, ScorecardRow.card).where(ScorecardRow.id.in_([c.scorecard_id for c in calls]))
    cards: dict[int, KeptCard] = {row.id: row.card for row in session.execute(shown)}
    costly = _count_findings(session, judgements)
    struck = _precedents(session, ids)
    told = {id: card.review_reasons for id, card in cards.items()}
    return {
        c.id: tuple(_reasons_of(c, told.get(c.scorecard_id or 0, ()), costly[c.judgement_id or 0], struck[c.id]))
        for c in calls
    }


def _reasons_of(call: CallRow, told: Sequence[str], costly: tuple[int, int], struck: int) -> list[Reason]:
    """The machine's own reasons first; every call has at least one."""
    found = [Reason(_code(text, call), text) for text in told]
    if struck:
        found.append(Reason(Why.PRECEDENT, _n("有 %(num)s 处与申诉成立的发现相同，请重新核对", struck)))
    if call.audit_sample:
        found.append(Reason(Why.RANDOM, _("随机抽检：无论有无发现都要复核，请留意漏判")))
    sure, doubtful = costly
    if not sure and not doubtful:
        found.append(Reason(Why.CLEAN, _("没有发现问题，请留意漏判")))
    elif not found:
        found.append(Reason(Why.COSTLY, _n("%(num)s 处扣分，发布前请确认", sure)))
    return found


def _code(text: str, call: CallRow) -> Why:
    """The scorecard gives its reasons as sentences; what follows a check's title tells which kind it is."""
    if "一票否决" in text:
        return Why.FATAL
    if "处存疑" in text:
        return Why.DOUBTFUL
    return Why.UNSURE if "：" in text else Why.AUDIO


def _count_findings(session: Session, judgements: Sequence[int | None]) -> Mapping[int, tuple[int, int]]:
    """How many certain and how many doubtful failed findings each judgement has."""
    query = select(FindingRow.judgement_id, FindingRow.certain, func.count()).where(
        FindingRow.judgement_id.in_(judgements), FindingRow.that_failed()
    )
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for id, certain, count in session.execute(query.group_by(FindingRow.judgement_id, FindingRow.certain)):
        counts[id][0 if certain else 1] = count
    return defaultdict(lambda: (0, 0), {id: (sure, doubtful) for id, (sure, doubtful) in counts.items()})


def _precedents(session: Session, ids: Sequence[str]) -> Mapping[str, int]:
    query = select(PrecedentRow.call_id, func.count().label("alike")).where(PrecedentRow.call_id.in_(ids))
    counted = session.execute(query.group_by(PrecedentRow.call_id))
    return defaultdict(int, {row.call_id: row.alike for row in counted})


def _assignees(session: Session, ids: Sequence[int | None]) -> dict[int, str]:
    named = select(UserRow.id, UserRow.display_name).where(UserRow.id.in_({id for id in ids if id is not None}))
    return {row.id: row.display_name for row in session.execute(named)}


def _holders(session: Session, ids: Sequence[str], now: datetime) -> Mapping[str, tuple[str, datetime | None, int]]:
    query = select(ReviewRow.call_id, UserRow.display_name, ReviewRow.claimed_until, UserRow.id).join(
        UserRow, UserRow.id == ReviewRow.reviewer_id
    )
    held = query.where(ReviewRow.call_id.in_(ids), ReviewRow.state == "claimed", ReviewRow.claimed_until > now)
    return {call_id: (name, until, id) for call_id, name, until, id in session.execute(held)}
