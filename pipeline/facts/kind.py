"""What kind of call it is: the signs of each kind that are heard, weighed together as log-odds.

The signs and their weights are the pack's (`kinds/*.yaml`, `kinds.yaml`); every kind is weighed alike, so that a new
one is told by its signs alone, from the first day on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log1p

from pipeline.domain.call import Call, Role, Utterance
from pipeline.domain.facts import UNSURE, KindOpinion
from pipeline.facts.kind_text import text_weights
from pipeline.lexicon import Demand, Pack, Tell
from pipeline.lexicon.kinds import TELLS

OPENING, CLOSING = 6, 5  # utterances at the begin and at the end of a call, of both speakers together
SPEAKERS = {"agent": (Role.AGENT,), "customer": (Role.CUSTOMER,), "anyone": (Role.AGENT, Role.CUSTOMER)}


@dataclass(frozen=True, slots=True)
class Sign:
    """``name`` (``absent.tells.away``) was heard in ``utterance`` at these offsets."""

    name: str
    utterance: Utterance
    start: int
    end: int


def signs(call: Call, pack: Pack) -> list[Sign]:
    """Every sign of every kind that the right speaker gives in the right place, in order."""
    spoken = [u for u in call.utterances if u.role is not Role.SYSTEM and u.text.strip()]
    return [sign for number, u in enumerate(spoken) for sign in _heard(u, number, len(spoken), pack)]


def _heard(utterance: Utterance, number: int, total: int, pack: Pack) -> Iterator[Sign]:
    matcher = pack.kinds_matcher
    for name, hits in matcher.heard(utterance.text).items():
        if _counts(matcher.signs[name], utterance.role, number, total):
            yield from (Sign(name, utterance, hit.start, hit.end) for hit in hits)


def _counts(sign: Tell | Demand, role: Role, number: int, total: int) -> bool:
    if role not in SPEAKERS[sign.by]:
        return False
    return sign.place == "anywhere" or (number < OPENING if sign.place == "opening" else number >= total - CLOSING)


@dataclass(frozen=True, slots=True)
class Features:
    """What speaks for one kind: its tells that were heard, in how many utterances, and whether the direction is its."""

    tells: tuple[str, ...]
    again: float
    direction: float


def features(call: Call, found: Sequence[Sign], pack: Pack) -> dict[str, Features]:
    """The features of every kind of the pack."""
    places: dict[str, set[int]] = {}
    for sign in found:
        places.setdefault(sign.name, set()).add(sign.utterance.index)
    return {name: _features(name, places, call, pack) for name in pack.call_kinds}


def _features(kind: str, places: Mapping[str, set[int]], call: Call, pack: Pack) -> Features:
    own = {tell: places[full] for tell in pack.call_kinds[kind].tells if (full := f"{kind}.{TELLS}.{tell}") in places}
    again = log1p(sum(len(where) - 1 for where in own.values()))
    usual = pack.call_kinds[kind].direction
    direction = 0.0 if usual is None else 1.0 if usual == call.direction.value else -1.0
    return Features(tuple(own), again, direction)


def kind_of(call: Call, pack: Pack) -> KindOpinion:
    """The most probable kind; UNSURE where none is probable enough, or nothing was heard that tells one."""
    weights, found = pack.kind_weights, signs(call, pack)
    told = features(call, found, pack)
    if not any(f.tells for f in told.values()):
        return KindOpinion()
    wording = text_weights(call, weights.texts)
    shares = probabilities({kind: weight(kind, f, pack) + wording.get(kind, 0.0) for kind, f in told.items()})
    best = max(shares, key=shares.__getitem__)
    likely = [kind for kind, share in shares.items() if share >= weights.stage_from and told[kind].tells]
    stages = tuple(_in_order([kind for kind in shares if kind == best or kind in likely], found, shares))
    if shares[best] < weights.sure_from:
        return KindOpinion(UNSURE, round(shares[best], 3), stages)
    return KindOpinion(best, round(shares[best], 3), stages)


def weight(kind: str, told: Features, pack: Pack) -> float:
    """The log-odds that speak for a kind."""
    w = pack.kind_weights
    own = sum(w.tell + w.tells.get(f"{kind}.{tell}", 0.0) for tell in told.tells)
    return w.kinds.get(kind, 0.0) + own + w.again * told.again + w.direction * told.direction


def probabilities(weights: Mapping[str, float]) -> dict[str, float]:
    """Log-odds to shares that add up to 1."""
    highest = max(weights.values())
    shares = {kind: exp(weight - highest) for kind, weight in weights.items()}
    total = sum(shares.values())
    return {kind: share / total for kind, share in shares.items()}


def _in_order(kinds: Iterable[str], found: Sequence[Sign], shares: Mapping[str, float]) -> list[str]:
    """By where each is first heard; what was never heard comes by its share."""
    first: dict[str, int] = {}
    for sign in found:
        first.setdefault(sign.name.split(".", 1)[0], sign.utterance.index)
    return sorted(kinds, key=lambda kind: (first.get(kind, len(found)), -shares[kind]))
