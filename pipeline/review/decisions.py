"""What a person decided, one decision a row, and which of the rows count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pipeline.domain.facts import SlotState


class Action(StrEnum):
    CONFIRM = "confirm"  # the finding is right: it costs what a certain one costs
    REJECT = "reject"  # it is wrong; of a finding that passed: what it says was not done
    RECATEGORISE = "recategorise"
    ADD = "add"  # a finding that the machine missed
    VERDICT = "verdict"  # of a whole check
    SLOT = "slot"  # one of the 5W: given, asked or missing
    WITHDRAW = "withdraw"  # takes the decision `added` back


@dataclass(frozen=True, slots=True)
class Decision:
    """``finding`` is the id of a machine's finding, ``added`` that of an earlier decision (an `add`, or the one taken
    back). Offsets are code points of the utterance's text. Of a slot, ``category`` is its name and ``verdict`` how it
    stands; ``finding`` is then the machine's finding that it is missing, if there is one."""

    id: int
    action: Action
    check: str
    finding: int | None = None
    added: int | None = None
    category: str | None = None
    severity: str | None = None
    verdict: str | None = None
    utterance: int | None = None
    char_start: int | None = None
    char_end: int | None = None
    comment: str | None = None
    user_id: int | None = None

    @property
    def target(self) -> tuple[str, int | str]:
        """What the decision is about; of several about the same, the latest counts."""
        if self.action is Action.ADD:
            return "added", self.id
        if self.finding is not None:
            return "finding", self.finding
        if self.action is Action.SLOT:
            return "slot", self.category or ""
        return ("added", self.added) if self.added is not None else ("check", self.check)

    @property
    def rejects(self) -> bool:
        """Whether it says that a finding is wrong: also where what was missing turns out to have been said."""
        said = self.action is Action.SLOT and self.verdict != SlotState.MISSING
        return self.action is Action.REJECT or (said and self.finding is not None)

    @property
    def confirms(self) -> bool:
        missing = self.action is Action.SLOT and self.verdict == SlotState.MISSING
        return self.action in (Action.CONFIRM, Action.RECATEGORISE) or (missing and self.finding is not None)

    @property
    def adds(self) -> bool:
        """Whether it is itself a finding that the machine missed; of a slot that nobody needs (info), it is not."""
        missing = self.action is Action.SLOT and self.verdict == SlotState.MISSING and self.finding is None
        return self.action is Action.ADD or (missing and self.severity != "info")


def standing(decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions that nobody took back, in their order. What was decided about an addition goes with it."""
    ordered = sorted(decisions, key=lambda d: d.id)
    gone = {d.added for d in ordered if d.action is Action.WITHDRAW}
    return [d for d in ordered if d.action is not Action.WITHDRAW and d.id not in gone and d.added not in gone]


def latest(decisions: Iterable[Decision]) -> dict[tuple[str, int | str], Decision]:
    """The decision that counts about each target; the `add` itself stands beside what was decided about it."""
    return {d.target: d for d in standing(decisions) if d.action is not Action.ADD}


def additions(decisions: Iterable[Decision]) -> list[Decision]:
    """What people found that the machine had missed; of several about one slot, the latest."""
    ordered = standing(decisions)
    final = latest(ordered)
    return [d for d in ordered if d.adds and (d.action is Action.ADD or final[d.target] is d)]
