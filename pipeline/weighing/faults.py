"""The type of fault that a call is about: proposed by the trained classifier from what the customer says."""

from __future__ import annotations

from models.fault_types import NO_FAULT, FaultClassifier
from pipeline.domain.call import Role
from pipeline.domain.record import Record
from pipeline.lexicon import Pack

SAID_FIRST = 3  # utterances of the customer that tell what the matter is


def examples_of(pack: Pack) -> list[tuple[str, str]]:
    """(type, text) of everything that a pack gives to learn from; empty where it knows no types."""
    if pack.faults is None:
        return []
    told = [(kind.title, text) for kind in pack.faults.types for text in kind.examples]
    return told + [(NO_FAULT, text) for text in pack.faults.none]


def described(record: Record) -> str:
    """What a call says of its fault: the problem of the drafted order, and how the customer begins."""
    said = [u.text for u in record.utterances if u.role is Role.CUSTOMER][:SAID_FIRST]
    return "。".join([*([record.ticket.problem] if record.ticket.problem else []), *said])


def told_type(classifier: FaultClassifier, text: str, pack: Pack) -> tuple[str | None, float | None]:
    """The type and its probability; None where there is no fault, or it can't be told."""
    if pack.faults is None or not text:
        return None, None
    label, share = classifier.best(text)
    return (label, round(share, 3)) if label != NO_FAULT and share >= pack.faults.sure_from else (None, None)
