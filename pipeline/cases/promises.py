"""The promises of a call as rows, the deadlines that it begins, and how both stand after what later calls tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.cases.costs import charge
from pipeline.cases.fulfilment import Owing, Weights, outcome
from pipeline.cases.moments_said import latest_moment
from pipeline.cases.traits import Traits, signs_of_text, weighed
from pipeline.cases.working_time import WorkingTime, deadlines_of, due_after
from pipeline.domain.promise import PromiseKind
from pipeline.domain.record import Record
from pipeline.lexicon import Deadline, Pack
from pipeline.storage.tables import CallRow, CallTraitsRow, PromiseRow, utc_now


@dataclass(frozen=True, slots=True)
class Wanted:
    """A promise that a call's record holds, or that a deadline begins."""

    kind: str
    utterance: int | None
    text: str
    due: str | None
    due_at: datetime | None

    @property
    def key(self) -> tuple[str, int | None, str]:
        return self.kind, self.utterance, self.text


def keep_promises(session: Session, call: CallRow, record: Record, traits: Traits, pack: Pack, zone: ZoneInfo) -> None:
    """Rows for what is owed after this call. What an earlier judgement found and this one does not is gone; a person's
    decision about a promise stays with it."""
    known = {(row.kind, row.utterance, row.text): row for row in _of_call(session, call.id)}
    wanted = {one.key: one for one in _wanted(record, traits, call.kind, pack, zone)}
    for key, row in known.items():
        if key in wanted:
            _remake(row, wanted[key], traits.at)
        row.gone_at = None if key in wanted else row.gone_at or utc_now()
        row.case_number, row.agent_id, row.team = call.case_number, call.agent_id, call.team
    for key, one in wanted.items():
        if key not in known:
            session.add(
                PromiseRow(
                    call_id=call.id,
                    case_number=call.case_number,
                    kind=one.kind,
                    utterance=one.utterance,
                    text=one.text,
                    made_at=traits.at,
                    due=one.due,
                    due_at=one.due_at,
                    agent_id=call.agent_id,
                    team=call.team,
                )
            )
    session.flush()


def _remake(row: PromiseRow, wanted: Wanted, made_at: datetime) -> None:
    """As it is told now: the list of calls, or the pack's deadlines, may have been corrected."""
    row.made_at, row.due, row.due_at = made_at, wanted.due, wanted.due_at
    if wanted.due_at is not None and wanted.due_at > utc_now():  # its end, when it comes, is news
        row.announced_at = None


def _of_call(session: Session, call_id: str) -> Sequence[PromiseRow]:
    return session.scalars(select(PromiseRow).filter_by(call_id=call_id).order_by(PromiseRow.id)).all()


def _wanted(record: Record, traits: Traits, kind: str | None, pack: Pack, zone: ZoneInfo) -> Iterable[Wanted]:
    made = traits.at.astimezone(zone)
    for one in record.commitments:
        due_at = latest_moment(one.due, one.text, made)
        yield Wanted(PromiseKind.PROMISE, one.utterance, one.text, one.due, due_at)
    work = WorkingTime.of(pack, zone)
    answered = any(one.due for one in record.commitments)
    for name, deadline in deadlines_of(pack.deadlines).items():
        if _arises(deadline, traits, kind) and not (name == PromiseKind.FIRST_ANSWER and answered):
            yield Wanted(name, None, deadline.title, None, due_after(deadline, made, work))


def _arises(deadline: Deadline, traits: Traits, kind: str | None) -> bool:
    signs = traits.signs
    wanted = not deadline.kinds or kind in deadline.kinds
    heard = not deadline.signs or any(sign in signs for sign in deadline.signs)
    if deadline.first and ("refers_back" in signs or traits.outbound):
        return False
    return wanted and heard and not any(sign in signs for sign in deadline.unless)


def settle(session: Session, number: int, pack: Pack) -> None:
    """Look at every promise of a case again, after its calls have changed."""
    own = select(CallTraitsRow).join(CallRow, CallRow.id == CallTraitsRow.call_id).where(CallRow.case_number == number)
    rows = session.scalars(own.order_by(CallTraitsRow.at, CallTraitsRow.call_id)).all()
    calls = [(row.call_id, Traits.of_json(row.body)) for row in rows]
    weights = Weights(pack.case_weights.done, pack.case_weights.undone)
    promises = session.scalars(select(PromiseRow).filter_by(case_number=number)).all()
    for promise in promises:
        later = [(id, traits) for id, traits in calls if traits.at > promise.made_at and id != promise.call_id]
        found = outcome(_owing(promise, pack), later, weights)
        promise.taken_up_at, promise.taken_up_by = found.taken_up_at, found.taken_up_by
        promise.denied_by, promise.why = found.denied_by, found.why
        promise.waiting = is_waiting(promise)
    session.flush()
    charge(session, [promise.call_id for promise in promises], pack.rubric, utc_now())


def is_waiting(promise: PromiseRow) -> bool:
    """Whether somebody is still to take it up."""
    return promise.taken_up_at is None and promise.closed_as is None and promise.gone_at is None


def _owing(promise: PromiseRow, pack: Pack) -> Owing:
    grams = weighed([promise.text], pack.case_weights.common) if promise.kind == PromiseKind.PROMISE else {}
    return Owing(promise.kind, promise.made_at, promise.due_at, signs_of_text(promise.text, pack), grams)
