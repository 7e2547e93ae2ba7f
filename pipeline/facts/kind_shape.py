"""The shape of a whole call, which tells of its kind what single words don't: how long it is, who says how much, how it
begins and ends, and what came out of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.domain.call import Call, Direction, Role, Utterance
from pipeline.domain.facts import Commitment, Ticket
from pipeline.lexicon import Pack

SHORT, SHORTER = 14, 10  # utterances
SAYS_LITTLE = 8.0  # characters of the customer in an utterance
OPENING, CLOSING = 2, 3  # utterances of the agent
SCRIPTS = (("greeting", OPENING), ("closing", CLOSING), ("transfer", 1))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was learnt and promised in a call."""

    ticket: Ticket
    commitments: Sequence[Commitment] = ()


def shape(call: Call, outcome: Outcome, pack: Pack) -> frozenset[str]:
    """The traits that the call has; each counts in telling its kind as was learnt (``shapes`` in kinds.yaml)."""
    spoken = [u for u in call.utterances if u.role is not Role.SYSTEM and u.text.strip()]
    agent, customer = (_of(role, spoken) for role in (Role.AGENT, Role.CUSTOMER))
    scripts = _scripts(agent, pack)
    known = {name for name in ("name", "phone", "address") if getattr(outcome.ticket, name)}
    traits = {
        "outbound": call.direction is Direction.OUTBOUND,
        "short": len(spoken) <= SHORT,
        "shorter": len(spoken) <= SHORTER,
        "customer_begins": bool(spoken) and spoken[0].role is Role.CUSTOMER,
        "customer_says_little": _length(customer) < SAYS_LITTLE,
        "promise": bool(outcome.commitments),
        "ends_in_transfer": "transfer.transfer" in scripts and "closing.goodbye" not in scripts,
    }
    return frozenset({name for name, has in traits.items() if has} | known | scripts)


def _of(role: Role, spoken: Iterable[Utterance]) -> list[Utterance]:
    return [u for u in spoken if u.role is role]


def _length(utterances: Sequence[Utterance]) -> float:
    """The mean number of characters of an utterance."""
    return sum(sum(c.isalnum() for c in u.text) for u in utterances) / max(1, len(utterances))


def _scripts(agent: Sequence[Utterance], pack: Pack) -> set[str]:
    """The elements of the pack's scripts that are heard where they belong, as ``closing.thanks``."""
    heard: set[str] = set()
    for name, count in SCRIPTS:
        if name in pack.scripts:
            where = agent[:count] if name == "greeting" else agent[-count:]
            heard |= {f"{name}.{element}" for u in where for element in pack.script(name).heard(u.text)}
    return heard
