"""The drafted service order after people's corrections of the 5W."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.domain.facts import SlotState, Ticket
from pipeline.review.slots import EffectiveSlot

FIELDS = {"who": "name", "where": "address", "what": "problem", "when": "since"}  # of the order, by slot


def corrected_fields(slots: Iterable[EffectiveSlot]) -> dict[str, str | None]:
    """What people's corrections make of the order's fields; None: the call does not tell it."""
    said = {slot.name: slot.effective for slot in slots if slot.decision is not None}
    return {
        FIELDS[name]: slot.value if slot.state is SlotState.GIVEN else None
        for name, slot in said.items()
        if name in FIELDS
    }


def corrected_order(drafted: Ticket, slots: Iterable[EffectiveSlot]) -> Ticket:
    """The machine's draft with what people have corrected."""
    return replace(drafted, **corrected_fields(slots))
