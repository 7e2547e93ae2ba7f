"""What the conversation says: 5W slots, promises, the drafted service order, classifier labels, measures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pipeline.domain.times import Seconds


class SlotState(StrEnum):
    GIVEN = "given"
    ASKED = "asked"  # the agent asked, the customer could not say
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Slot:
    """One of when, who, where, what, why, how. ``utterance`` is where it was said (or asked)."""

    state: SlotState = SlotState.MISSING
    value: str | None = None
    utterance: int | None = None

    @property
    def present(self) -> bool:
        return self.state is SlotState.GIVEN


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise of the agent with a time. ``due``: ISO 8601 duration or date-time, None when it can't be resolved."""

    text: str
    due: str | None
    utterance: int
    start: Seconds
    end: Seconds


@dataclass(frozen=True, slots=True)
class Ticket:
    """The drafted service order; None where never said."""

    name: str | None = None
    unit: str | None = None
    phone: str | None = None
    address: str | None = None
    problem: str | None = None
    since: str | None = None


@dataclass(frozen=True, slots=True)
class FieldEvidence:
    """How sure a field of the order is (0-1; None: not weighed), and where it was said.

    ``doubtful``: something was said, but not surely enough to stand in the order.
    """

    confidence: float | None
    utterances: tuple[int, ...]
    doubtful: bool = False


UNSURE = "unsure"  # the kind of a call that could not be told


@dataclass(frozen=True, slots=True)
class KindOpinion:
    """What kind of call it is: an id of the pack, or UNSURE, and how probable that is (0-1).

    ``stages`` are the kinds that the call goes through, in order: ``kind`` is one of them. Of an unsure call they are
    those that it may be.
    """

    kind: str = UNSURE
    confidence: float = 0.0
    stages: tuple[str, ...] = ()
    machine: str | None = None  # what the machine had thought, where a person says what it is


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of an utterance that may be the fault: how much its wording is to blame, as log-odds, and its kinds."""

    char_start: int
    char_end: int
    odds: float
    shares: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TurnLabel:
    """The learned opinion of one agent utterance in its call: how probably it holds a fault, of which category, where.

    ``categories``: of each category, given that there is a fault. ``passages``: the most to blame first. ``does`` and
    ``redeems`` are the acts in it and what makes up for them, there or in the next words (names of the pack's
    ``acts/``). ``examples`` are the nearest faults among the training sentences. ``edges``: offsets at which words
    begin or end.
    """

    utterance: int
    probability: float
    categories: Mapping[str, float]
    passages: tuple[Passage, ...] = ()
    does: tuple[str, ...] = ()
    redeems: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    edges: tuple[int, ...] = ()

    @property
    def category(self) -> str:
        return max(self.categories, key=self.categories.__getitem__)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything extracted from one call before it is judged."""

    five_w: Mapping[str, Slot] = field(default_factory=dict)
    commitments: tuple[Commitment, ...] = ()
    ticket: Ticket = Ticket()
    ticket_evidence: Mapping[str, FieldEvidence] = field(default_factory=dict)
    labels: tuple[TurnLabel, ...] = ()
    kind: KindOpinion | None = None  # None: the pack knows no kinds
