"""The six questions (5W) after people's corrections: what was given, what was asked, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.domain.facts import Slot, SlotState
from pipeline.domain.record import Record
from pipeline.lexicon import Rubric
from pipeline.review.decisions import Action, Decision

FIVE_W = "five_w"  # the check that is scored by the slots


@dataclass(frozen=True, slots=True)
class EffectiveSlot:
    """One slot: the machine's, and what counts. ``decision``: the correction, if it was corrected."""

    name: str
    machine: Slot
    effective: Slot
    decision: Decision | None = None


def slots_of(record: Record, decided: Mapping[tuple[str, int | str], Decision]) -> tuple[EffectiveSlot, ...]:
    """``decided`` are the decisions that count, by target."""
    corrections = {d.category: d for d in decided.values() if d.action is Action.SLOT}
    return tuple(_slot(record, name, slot, corrections.get(name)) for name, slot in record.five_w.items())


def title_key(slot: str) -> str:
    """Under which :func:`pipeline.review.effective.effective` finds the slot's title."""
    return f"{FIVE_W}.{slot}"


def not_learnt(decision: Decision, titles: Mapping[str, str]) -> str:
    """The reason of a finding that a person made by calling a slot missing."""
    title = titles.get(title_key(decision.category or ""), decision.category)
    return decision.comment or f"复核认定：客户没有说明「{title}」，坐席也没有询问"


@dataclass(frozen=True, slots=True)
class Corrected:
    """What the check is judged by after corrections: its elements, as the machine makes them, and how many needed
    slots may be missing."""

    elements: Mapping[str, bool]
    tolerated: int


def corrected(slots: tuple[EffectiveSlot, ...], rubric: Rubric) -> Corrected | None:
    """None where nobody corrected a slot."""
    if not any(s.decision for s in slots):
        return None
    tolerated = next((line.parameters.get("tolerated", 0) for line in rubric.lines if line.check == FIVE_W), 0)
    return Corrected({s.name: s.effective.present for s in slots}, tolerated if isinstance(tolerated, int) else 0)


def place_of(record: Record, decision: Decision) -> int:
    """The utterance to look at where a slot is missing: where the machine had heard it, else the end of the call."""
    heard = record.five_w.get(decision.category or "", Slot()).utterance
    return max(0, len(record.utterances) - 1) if heard is None else heard


def _slot(record: Record, name: str, machine: Slot, decision: Decision | None) -> EffectiveSlot:
    return EffectiveSlot(name, machine, _corrected(record, decision) if decision else machine, decision)


def _corrected(record: Record, decision: Decision) -> Slot:
    return Slot(SlotState(decision.verdict or SlotState.MISSING), _words(record, decision), decision.utterance)


def _words(record: Record, decision: Decision) -> str | None:
    """The stretch that it stands on; None once the words are deleted."""
    spoken = None if decision.utterance is None else record.spoken(decision.utterance)
    return spoken.text[decision.char_start or 0 : decision.char_end] if spoken else None
