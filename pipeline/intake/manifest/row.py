"""What a list of calls says of one recording."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from pipeline.domain.call import Direction

#: Columns of plain text, and how many characters of each are kept.
TEXT_COLUMNS = {
    "call_id": 200,
    "agent_id": 200,
    "team": 200,
    "queue": 200,
    "customer_number": 64,
    "hung_up_by": 64,
    "project": 200,
    "fault_type": 80,
    "case_id": 200,
    "order_id": 200,
}


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """What the telephone system knows about one recording; None where it doesn't say.

    ``recording`` is the file as the list names it, with forward slashes; ``answered_at`` and ``ring_seconds`` are
    seconds, ``started_at`` is ISO 8601.
    """

    recording: str
    call_id: str | None = None
    agent_id: str | None = None
    team: str | None = None
    queue: str | None = None
    direction: Direction | None = None
    customer_number: str | None = None
    started_at: str | None = None
    ring_seconds: float | None = None
    answered_at: float | None = None
    agent_channel: int | None = None
    hung_up_by: str | None = None
    project: str | None = None
    fault_type: str | None = None
    case_id: str | None = None  # as other systems name the case
    order_id: str | None = None  # of the service order

    def says_the_same(self, other: ManifestRow) -> bool:
        """Whatever the recording is called."""
        return replace(self, recording="") == replace(other, recording="")

    def completed_by(self, other: ManifestRow | None) -> ManifestRow:
        """This row, with the other's facts where this one is silent."""
        if other is None:
            return self
        added: dict[str, Any] = {name: getattr(other, name) for name in FACTS if self.lacks(name)}
        return replace(self, **added)

    def lacks(self, fact: str) -> bool:
        return getattr(self, fact) is None

    def contradicts(self, other: ManifestRow) -> list[str]:
        """The facts about which the two say different things."""
        return [n for n in FACTS if not (self.lacks(n) or other.lacks(n) or getattr(self, n) == getattr(other, n))]

    def without(self, facts: list[str]) -> ManifestRow:
        silent: dict[str, Any] = dict.fromkeys(facts)
        return replace(self, **silent)


#: Everything that a row says, but the recording's name.
FACTS = tuple(field.name for field in fields(ManifestRow))[1:]
