"""The drafted service order: each field chosen from all that was said of it, null where none is probable enough."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipeline.domain.facts import UNSURE, FieldEvidence, KindOpinion, Ticket
from pipeline.facts import caller, problem, since
from pipeline.facts.choosing import NOTHING, Candidate, Chosen, choose, choose_by_rules, learnt
from pipeline.reading.finders import Finders
from pipeline.reading.lines import Lines
from pipeline.reading.phone import Phone, phone
from pipeline.reading.phone_forms import is_mobile

# Which evidence is the rules' own weight, and from where it counts.
_RULES = {
    "name": ("rank", 0.0),
    "unit": ("rank", 0.2),
    "address": ("score", 0.5),
    "problem": ("best ruled", 1.0),
    "since": ("rules", 0.01),
}
FIELDS = ("name", "unit", "address", "problem", "since")
_LEAST = 3  # characters of a problem that still tell something
_NOBODYS = ("wrong_number", "private")  # kinds of call in which a number read out is seldom the caller's own
Said = Mapping[str, list[Candidate]]  # of each field what was said, with its evidence


@dataclass(frozen=True, slots=True)
class Draft:
    """What was found for the service order. ``phone`` is read digit by digit, the other fields are chosen."""

    phone: Phone | None
    fields: dict[str, Chosen]

    def value(self, field: str) -> str | None:
        taken = self.fields[field].candidate
        return taken.value if taken else None

    def ticket(self) -> Ticket:
        return Ticket(phone=self.phone.digits if self.phone else None, **{name: self.value(name) for name in FIELDS})

    def evidence(self) -> dict[str, FieldEvidence]:
        """Where each field was said and how sure it is; of a doubtful one too, whose value the order leaves out."""
        found = {
            name: FieldEvidence(round(chosen.confidence, 3), (chosen.best.utterance,), chosen.candidate is None)
            for name, chosen in self.fields.items()
            if chosen.best is not None
        }
        if self.phone is not None:
            found["phone"] = FieldEvidence(None, (self.phone.utterance,))
        return found


def draft(lines: Lines, finders: Finders, kind: KindOpinion | None = None) -> Draft:
    """Everything for the service order that the call tells; ``kind`` is what kind of call it is."""
    return chosen_from(lines, candidates(lines, finders, kind), kind)


def chosen_from(lines: Lines, said: Said, kind: KindOpinion | None) -> Draft:
    """The order that the candidates make."""
    if lines.is_fragment:
        fields = {name: choose_by_rules(said[name], *_RULES[name]) for name in FIELDS}
    else:
        fields = {name: choose(said[name], learnt(name)) for name in FIELDS}
    fields["problem"] = _as_order(lines, fields)
    number = phone(lines)
    misdialled = problem.misdialled(lines)
    if misdialled and fields["name"].candidate is None:  # nobody's order
        fields |= dict.fromkeys(("unit", "since"), NOTHING)
    nobodys = misdialled or (kind is not None and kind.kind in _NOBODYS)
    return Draft(None if number and nobodys and not is_mobile(number.digits) else number, fields)


def candidates(lines: Lines, finders: Finders, kind: KindOpinion | None) -> Said:
    """All that was said of each field, with its evidence."""
    return with_kind(said_in(lines, finders), kind)


def said_in(lines: Lines, finders: Finders) -> Said:
    """The same before anybody knows what kind of call it is."""
    return {
        "name": caller.name(lines, finders),
        "unit": caller.unit(lines, finders),
        "address": caller.address(lines, finders),
        "problem": problem.candidates(lines),
        "since": since.candidates(lines),
    }


def with_kind(said: Said, kind: KindOpinion | None) -> Said:
    about = {f"kind={kind.kind if kind is not None else UNSURE}": 1.0}
    return {name: [replace(one, evidence={**one.evidence, **about}) for one in own] for name, own in said.items()}


def _as_order(lines: Lines, fields: dict[str, Chosen]) -> Chosen:
    """The problem without what other fields of the order say, and with what makes it a wrong number."""
    chosen = fields["problem"]
    if chosen.best is None:
        return chosen
    taken = [fields[name].candidate for name in ("address", "unit", "since")]
    value = _without(chosen.best.value, tuple(one.value for one in taken if one is not None))
    best = replace(chosen.best, value=problem.misdialled_as(lines, value))
    return replace(chosen, candidate=best if chosen.candidate is not None else None, best=best)


def _without(value: str, places: tuple[str, ...]) -> str:
    """The order has fields of their own for address and unit, so the problem does not repeat them."""
    shorter = value
    for place in places:
        shorter = re.sub(f"[在到从]?{re.escape(place)}(?:开始|就)?", "", shorter)
    return shorter if len(shorter) >= _LEAST else value
