"""A call that was judged takes its place: fault type, traits, case, promises."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.cases.linking import keep_traits, place
from pipeline.cases.promises import keep_promises, settle
from pipeline.cases.traits import Told, traits_of
from pipeline.domain.record import Record
from pipeline.lexicon import Pack
from pipeline.storage.manifest_facts import MACHINE, PERSON
from pipeline.storage.tables import CallRow, FaultCorrectionRow, JudgementRow

FaultJudge = Callable[[Record], tuple[str | None, float | None]]


def follow(session: Session, call: CallRow, pack: Pack, zone: ZoneInfo, judge_fault: FaultJudge | None = None) -> int:
    """Bring a call's case and promises to its current judgement; returns the number of the case.

    A call that is in a case already stays there: only a person moves it. Needs a writing session.
    """
    record = session.get_one(JudgementRow, call.judgement_id).record
    if judge_fault is not None:
        propose_fault(call, *judge_fault(record))
    at = (call.started_at or call.created_at).astimezone(zone)
    told = Told(at, call.customer_number, call.case_id, call.order_id, call.project, call.fault_type)
    traits = traits_of(record, told, pack)
    keep_traits(session, call.id, traits)
    if call.case_number is None:
        place(session, call, traits, pack.case_weights)
    number = call.case_number
    if number is None:
        raise RuntimeError("a call was placed in no case")
    if call.fault_type is None:
        _take_over_fault(session, call, number)
    keep_promises(session, call, record, traits, pack, zone)
    settle(session, number, pack)
    return number


def propose_fault(call: CallRow, fault_type: str | None, probability: float | None) -> None:
    """The machine's opinion counts where neither the manifest nor a person says what type of fault it is."""
    if call.fault_type_origin in (None, MACHINE):
        call.fault_type, call.fault_type_confidence = fault_type, probability
        call.fault_type_origin = MACHINE if fault_type else None


def correct_fault(session: Session, call: CallRow, fault_type: str | None, user_id: int) -> None:
    """A person says what type of fault it is (None: no fault); the classifier learns from it."""
    session.add(FaultCorrectionRow(call_id=call.id, fault_type=fault_type, created_by=user_id))
    call.fault_type, call.fault_type_confidence, call.fault_type_origin = fault_type, None, PERSON
    session.flush()


def _take_over_fault(session: Session, call: CallRow, number: int) -> None:
    """A follow-up call says little of the fault: it has that of its case."""
    known = select(CallRow).where(CallRow.case_number == number, CallRow.fault_type.is_not(None), CallRow.id != call.id)
    other = session.scalars(known.order_by(CallRow.started_at).limit(1)).first()
    if other is not None and call.fault_type_origin != PERSON:
        call.fault_type, call.fault_type_confidence = other.fault_type, other.fault_type_confidence
        call.fault_type_origin = MACHINE
