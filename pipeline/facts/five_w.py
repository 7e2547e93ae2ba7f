"""When, who, where, what, why, how: given, asked without an answer, or missing."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.domain.call import Direction
from pipeline.domain.facts import UNSURE, Commitment, KindOpinion, Slot, SlotState
from pipeline.facts.choosing import learnt
from pipeline.facts.problem import any_substance
from pipeline.facts.ticket import Draft
from pipeline.reading.lines import Line, Lines

_FIELD_OF = {"when": "since", "who": "name", "where": "address", "what": "problem"}
_SHORT = 10  # utterances of a call in which little can be told
SLOTS = ("when", "who", "where", "what", "why", "how")


def five_w(
    lines: Lines, draft: Draft, promises: tuple[Commitment, ...], kind: KindOpinion | None = None
) -> Mapping[str, Slot]:
    """The six slots by the end of the call."""
    said = told(lines, draft, promises)
    given = {name: slot for name, slot in said.items() if slot and _holds(name, slot, lines, draft, kind)}
    return {name: given.get(name) or _asked(lines, name) or Slot() for name in SLOTS}


def told(lines: Lines, draft: Draft, promises: tuple[Commitment, ...]) -> dict[str, Slot | None]:
    """What may be each slot, before it is weighed."""
    return {
        "when": _when(lines, draft, promises),
        "who": _who(draft),
        "where": _of(draft, "address"),
        "what": _what(lines, draft),
        "why": _told(lines.all, "why.given") or _asked(lines, "why", SlotState.GIVEN),
        "how": _how(lines, promises),
    }


def _holds(name: str, slot: Slot, lines: Lines, draft: Draft, kind: KindOpinion | None) -> bool:
    model = learnt(f"five_w.{name}")
    return lines.is_fragment or model.probability(evidence(name, slot, lines, draft, kind)) >= model.least


def evidence(name: str, slot: Slot, lines: Lines, draft: Draft, kind: KindOpinion | None) -> dict[str, float]:
    """What speaks for it that a slot is given by what was found for it."""
    hits = sum(bool(line.hits(f"{name}.given")) for line in lines.all)
    asked = sum(bool(line.hits(f"{name}.asked")) for line in lines.agent)
    called = kind.kind if kind is not None else UNSURE
    found = {
        "any": 1.0,
        f"kind={called}": 1.0,
        f"hits={min(hits, 4)}": 1.0,
        f"asked={min(asked, 2)}": 1.0,
        f"outbound={lines.call.direction is Direction.OUTBOUND}": 1.0,
        "short": float(len(lines.all) < _SHORT),
    }
    chosen = draft.fields.get(_FIELD_OF.get(name, ""))
    if chosen is not None:
        found |= {"confidence": chosen.confidence, "sure": float(chosen.candidate is not None)}
    found["phone"] = float(draft.phone is not None)
    return {evidence: amount for evidence, amount in found.items() if amount}


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
    return _of(draft, "since")


def _who(draft: Draft) -> Slot | None:
    if draft.phone is not None and not any(draft.value(name) for name in ("name", "unit")):
        return Slot(SlotState.GIVEN, draft.phone.digits, draft.phone.utterance)
    return (_of(draft, "name") if draft.value("name") else None) or _of(draft, "unit") or _of(draft, "name")


def _of(draft: Draft, field: str) -> Slot | None:
    """What was said of a field, doubtful or not: the slot asks whether it was said at all."""
    best = draft.fields[field].best
    return Slot(SlotState.GIVEN, best.value, best.utterance) if best else None


def _what(lines: Lines, draft: Draft) -> Slot | None:
    line = None if draft.fields["problem"].best else any_substance(lines)
    return Slot(SlotState.GIVEN, line.utterance.text, line.index) if line else _of(draft, "problem")


def _how(lines: Lines, promises: tuple[Commitment, ...]) -> Slot | None:
    told = _told(lines.agent, "how.given")
    if told is None and promises:
        return Slot(SlotState.GIVEN, promises[0].text, promises[0].utterance)
    return told
