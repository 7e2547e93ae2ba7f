"""The file of a case: its calls on a time line, the drafted order as it grew, every promise, who waits for what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from pipeline.cases.linking import PLACING
from pipeline.domain.facts import Ticket
from pipeline.domain.promise import PromiseState, state_at
from pipeline.language import Words, _
from pipeline.storage.errors import NotInStore
from pipeline.storage.tables import CallRow, CaseLinkRow, JudgementRow, PromiseRow

MOST_CALLS = 200  # of a case that are shown, the latest
ORDER = Words(
    {"name": "姓名", "unit": "单位", "phone": "电话", "address": "地址", "problem": "问题", "since": "从何时起"}
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A promise, and how it stands at the moment of the file."""

    row: PromiseRow
    state: PromiseState


@dataclass(frozen=True, slots=True)
class FiledCall:
    """A call of the case, its judgement, why it is here, and what was promised in it."""

    call: CallRow
    judgement: JudgementRow | None
    link: CaseLinkRow | None
    promises: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A call that may belong to this case, or of this case that may belong to another."""

    link: CaseLinkRow
    call: CallRow


@dataclass(frozen=True, slots=True)
class CaseFile:
    number: int
    calls: tuple[FiledCall, ...]
    proposals: tuple[Proposal, ...]
    more_calls: int = 0

    @property
    def promises(self) -> list[Standing]:
        return [standing for call in self.calls for standing in call.promises]

    @property
    def waits(self) -> list[Standing]:
        """What the customer still waits for, the earliest first."""
        own = [one for one in self.promises if one.row.waiting]
        return sorted(own, key=lambda one: (one.row.due_at is None, one.row.due_at or one.row.made_at))


def case_file(
    session: Session, number: int, now: datetime, agent_id: str | None = None, team: str | None = None
) -> CaseFile:
    """Raises NotInStore where there is no such case; with ``agent_id`` or ``team``, where none of its calls is that
    agent's or team's, and of the others' calls and promises nothing is in it."""
    own = select(CallRow).where(CallRow.case_number == number)
    if agent_id is not None:
        own = own.where(CallRow.agent_id == agent_id)
    if team is not None:
        own = own.where(CallRow.team == team)
    calls = sorted(session.scalars(own), key=lambda call: (call.started_at or call.created_at, call.id))
    if not calls:
        raise NotInStore(_("案件"), number)
    shown = calls[-MOST_CALLS:]
    ids = [call.id for call in shown]
    judgements, links, promises = _judgements(session, shown), _links(session, ids), promises_of(session, ids, now)
    filed = [
        FiledCall(call, judgements.get(call.id), links.get(call.id), tuple(promises.get(call.id, ()))) for call in shown
    ]
    proposals = _proposals(session, number, ids) if agent_id is None and team is None else ()
    return CaseFile(number, tuple(filed), proposals, len(calls) - len(shown))


def promises_of(session: Session, call_ids: Sequence[str], now: datetime) -> dict[str, list[Standing]]:
    """The promises of these calls that are still found in them, by call."""
    found: dict[str, list[Standing]] = {}
    rows = select(PromiseRow).where(PromiseRow.call_id.in_(call_ids), PromiseRow.gone_at.is_(None))
    for row in session.scalars(rows.order_by(PromiseRow.id)):
        found.setdefault(row.call_id, []).append(Standing(row, state_of(row, now)))
    return found


def state_of(row: PromiseRow, now: datetime) -> PromiseState:
    return state_at(
        now, due_at=row.due_at, taken_up_at=row.taken_up_at, denied=row.denied_by is not None, closed_as=row.closed_as
    )


def _judgements(session: Session, calls: Sequence[CallRow]) -> dict[str, JudgementRow]:
    ids = [call.judgement_id for call in calls if call.judgement_id]
    return {row.call_id: row for row in session.scalars(select(JudgementRow).where(JudgementRow.id.in_(ids)))}


def _links(session: Session, call_ids: Sequence[str]) -> dict[str, CaseLinkRow]:
    """The placing in force of each call."""
    placed = select(CaseLinkRow).where(CaseLinkRow.call_id.in_(call_ids), CaseLinkRow.action.in_(PLACING))
    return {row.call_id: row for row in session.scalars(placed.order_by(CaseLinkRow.id))}


@dataclass(frozen=True, slots=True)
class Grown:
    """A field of the order that a call fills, or tells differently."""

    field: str
    before: str | None
    value: str


def growth(tickets: Sequence[Ticket | None]) -> tuple[list[list[Grown]], dict[str, str]]:
    """What each call in turn adds to the drafted order, and the order in the end."""
    order: dict[str, str] = {}
    steps: list[list[Grown]] = []
    for ticket in tickets:
        told = {field: getattr(ticket, field) for field in ORDER} if ticket else {}
        steps.append([Grown(f, order.get(f), value) for f, value in told.items() if value and order.get(f) != value])
        order |= {step.field: step.value for step in steps[-1]}
    return steps, order


def open_proposals() -> Select[CaseLinkRow]:
    """Every proposal that waits for a person, in no order."""
    return select(CaseLinkRow).where(CaseLinkRow.open.is_(True))


def _proposals(session: Session, number: int, call_ids: Sequence[str]) -> tuple[Proposal, ...]:
    ours = CaseLinkRow.case_number == number
    open_ones = select(CaseLinkRow, CallRow).join(CallRow, CallRow.id == CaseLinkRow.call_id)
    open_ones = open_ones.where(CaseLinkRow.open.is_(True), ours | CaseLinkRow.call_id.in_(call_ids)).order_by(
        CaseLinkRow.id
    )
    return tuple(Proposal(link, call) for link, call in session.execute(open_ones))
