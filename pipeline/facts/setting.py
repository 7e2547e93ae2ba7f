"""What stands around an agent's utterance: who said what before it, and how it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.domain.call import Role, Utterance

TURNS_BEFORE = 4  # utterances looked back for what the customer said
TURNS_AFTER = 3  # utterances looked ahead for what the agent adds


@dataclass(frozen=True, slots=True)
class Setting:
    """One agent utterance in its call. Texts are joined by spaces; they are empty where nobody spoke.

    ``asked``: what the customer said last; ``customer``: all that the customer said shortly before.
    ``own_before`` and ``own_after``: what the agent said just before and after, and ``after``: what the customer
    answered.
    """

    spoken: Utterance
    asked: str = ""
    customer: str = ""
    own_before: str = ""
    own_after: str = ""
    after: str = ""

    @property
    def text(self) -> str:
        return self.spoken.text


def settings(utterances: Sequence[Utterance]) -> list[Setting]:
    """The setting of each of the agent's utterances, in order; announcements are left out."""
    spoken = [u for u in utterances if u.role is not Role.SYSTEM]
    return [_setting(spoken, at) for at, u in enumerate(spoken) if u.role is Role.AGENT]


def _setting(spoken: Sequence[Utterance], at: int) -> Setting:
    before, after = spoken[max(0, at - TURNS_BEFORE) : at], spoken[at + 1 : at + 1 + TURNS_AFTER]
    customers = [u.text for u in before if u.role is Role.CUSTOMER]
    return Setting(
        spoken[at],
        customers[-1] if customers else "",
        " ".join(customers),
        _said(before[-2:], Role.AGENT),
        _said(after[:2], Role.AGENT),
        _said(after[:1], Role.CUSTOMER),
    )


def _said(utterances: Sequence[Utterance], role: Role) -> str:
    return " ".join(u.text for u in utterances if u.role is role)
