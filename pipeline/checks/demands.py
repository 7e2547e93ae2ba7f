"""What a kind of call asks for: which checks, and which elements of each. In doubt, the mildest that may apply."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from pipeline.domain.facts import UNSURE, KindOpinion
from pipeline.lexicon import CallKind, Pack


@dataclass(frozen=True, slots=True)
class Demands:
    """``unasked`` checks cost nothing where they fail, ``inapplicable`` ones are not made; of ``elements[check]`` only
    those named are asked for."""

    unasked: frozenset[str] = frozenset()
    inapplicable: frozenset[str] = frozenset()
    elements: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def asks(self, check: str) -> bool:
        return check not in self.unasked

    def applies(self, check: str) -> bool:
        return check not in self.inapplicable

    def asked(self, check: str, elements: Iterable[str]) -> list[str]:
        """Those of a check's ``elements`` that are asked for, in their order."""
        only = self.elements.get(check)
        return [name for name in elements if only is None or name in only]


def demands_of(opinion: KindOpinion | None, pack: Pack) -> Demands:
    """What all stages of the call ask for; where the kind is unsure, what every kind asks for that it may be."""
    if opinion is None or not pack.call_kinds:
        return Demands()
    known = [pack.call_kinds[kind] for kind in opinion.stages if kind in pack.call_kinds]
    if opinion.kind == UNSURE and not known:
        known = list(pack.call_kinds.values())
    told = pack.call_kinds.get(opinion.kind)
    return replace(_mildest(known), inapplicable=frozenset(told.inapplicable if told else ()))


def _mildest(kinds: Collection[CallKind]) -> Demands:
    elements: dict[str, frozenset[str]] = {}
    for kind in kinds:
        for check, only in kind.elements.items():
            elements[check] = elements.get(check, frozenset(only)) & frozenset(only)
    return Demands(frozenset(check for kind in kinds for check in kind.unasked), elements=elements)
