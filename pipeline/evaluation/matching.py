"""Found stretches of time against labelled ones: each counts once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.domain.times import Seconds

SHORTEST: Seconds = 0.01  # a finding at a moment still touches the label around it


@dataclass(frozen=True, slots=True)
class Event:
    """Something of a kind ``key`` between ``start`` and ``end``; ``shown`` describes it to a person."""

    start: Seconds
    end: Seconds
    key: str = ""
    shown: str = ""

    def meets(self, other: Event) -> bool:
        """Whether both are of one kind and share time."""
        return self.key == other.key and self.start < other.end and self.end > other.start

    def of_any_kind(self) -> Event:
        return replace(self, key="")


@dataclass(frozen=True, slots=True)
class Matching:
    """``hits`` pairs (found, wanted); what was found without being wanted; what was wanted and not found."""

    hits: tuple[tuple[Event, Event], ...]
    extra: tuple[Event, ...]
    missed: tuple[Event, ...]


def one_to_one(found: Sequence[Event], wanted: Sequence[Event]) -> Matching:
    """Give each wanted event, in order, the first found event that meets it and is still free."""
    free, hits, missed = list(found), [], []
    for event in wanted:
        partner = next((f for f in free if f.meets(event)), None)
        if partner is None:
            missed.append(event)
        else:
            free.remove(partner)
            hits.append((partner, event))
    return Matching(tuple(hits), tuple(free), tuple(missed))
