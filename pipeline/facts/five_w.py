"""When, who, where, what, why, how: given, asked without an answer, or missing."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.domain.call import Direction
from pipeline.domain.facts import Commitment, Slot, SlotState
from pipeline.facts.problem import any_substance
from pipeline.facts.ticket import Draft
from pipeline.reading.lines import Line, Lines

SLOTS = ("when", "who", "where", "what", "why", "how")


def five_w(lines: Lines, draft: Draft, promises: tuple[Commitment, ...]) -> Mapping[str, Slot]:
    """The six slots by the end of the call."""
    given = {
        "when": _when(lines, draft, promises),
        "who": _who(draft),
        "where": _where(draft),
        "what": _what(lines, draft),
        "why": _told(lines.all, "why.given") or _asked(lines, "why", SlotState.GIVEN),
        "how": _how(lines, promises),
    }
    return {name: given[name] or _asked(lines, name) or Slot() for name in SLOTS}


def _asked(lines: Lines, slot: str, state: SlotState = SlotState.ASKED) -> Slot | None:
    for line in lines.agent:
        hits = line.hits(f"{slot}.asked")
        if hits:
            return Slot(state, line.original(hits[0].start, hits[0].end), line.index)
    return None


def _told(spoken: list[Line], element: str) -> Slot | None:
    for line in spoken:
        hits = line.hits(element)
        if hits:
            start, end = line.clause(hits[0].start, hits[0].end)
            return Slot(SlotState.GIVEN, line.original(start, end).strip("，,、 。"), line.index)
    return None


def _when(lines: Lines, draft: Draft, promises: tuple[Commitment, ...]) -> Slot | None:
    if lines.call.direction is Direction.OUTBOUND and promises:
        return Slot(SlotState.GIVEN, promises[-1].text, promises[-1].utterance)
    if draft.since is not None:
        return Slot(SlotState.GIVEN, draft.since.value, draft.since.utterance)
    return None


def _who(draft: Draft) -> Slot | None:
    found = draft.name or draft.unit or draft.phone
    if found is None:
        return None
    return Slot(SlotState.GIVEN, getattr(found, "value", None) or getattr(found, "digits", None), found.utterance)


def _where(draft: Draft) -> Slot | None:
    return Slot(SlotState.GIVEN, draft.address.value, draft.address.utterance) if draft.address else None


def _what(lines: Lines, draft: Draft) -> Slot | None:
    if draft.problem is not None:
        return Slot(SlotState.GIVEN, draft.problem.value, draft.problem.utterance)
    line = any_substance(lines)
    return Slot(SlotState.GIVEN, line.utterance.text, line.index) if line else None


def _how(lines: Lines, promises: tuple[Commitment, ...]) -> Slot | None:
    told = _told(lines.agent, "how.given")
    if told is None and promises:
        return Slot(SlotState.GIVEN, promises[0].text, promises[0].utterance)
    return told
