"""What kind of call it is: the signs of each kind that are heard, weighed together as log-odds.

The signs and their weights are the pack's (`kinds/*.yaml`, `kinds.yaml`); every kind is weighed alike, so that a new
one is told by its signs alone, from the first day on. What the shape of the call and the signs of other kinds say of a
kind is learnt from labelled calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log1p

from pipeline.domain.call import Call, Role, Utterance
from pipeline.domain.facts import UNSURE, KindOpinion
from pipeline.facts.kind_shape import Outcome, shape
from pipeline.lexicon import Demand, KindWeights, Pack, Tell
from pipeline.lexicon.kinds import TELLS

OPENING, CLOSING = 6, 5  # utterances at the beginning and at the end of a call, of both speakers together
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


@dataclass(frozen=True, slots=True)
class Told:
    """What a call tells of its kind: the features of every kind, and the traits that may speak for or against any.

    ``traits`` are those of its shape, and the tells of all kinds that were heard, as ``absent.away``.
    """

    kinds: Mapping[str, Features]
    traits: frozenset[str]


def told_by(call: Call, found: Sequence[Sign], outcome: Outcome, pack: Pack) -> Told:
    """The features of every kind of the pack, and the call's traits."""
    places: dict[str, set[int]] = {}
    for sign in found:
        places.setdefault(sign.name, set()).add(sign.utterance.index)
    kinds = {name: _features(name, places, call, pack) for name in pack.call_kinds}
    heard = {f"{kind}.{tell}" for kind, own in kinds.items() for tell in own.tells}
    return Told(kinds, shape(call, outcome, pack) | heard)


def _features(kind: str, places: Mapping[str, set[int]], call: Call, pack: Pack) -> Features:
    own = {tell: places[full] for tell in pack.call_kinds[kind].tells if (full := f"{kind}.{TELLS}.{tell}") in places}
    again = log1p(sum(len(where) - 1 for where in own.values()))
    usual = pack.call_kinds[kind].direction
    direction = 0.0 if usual is None else 1.0 if usual == call.direction.value else -1.0
    return Features(tuple(own), again, direction)


def kind_of(call: Call, outcome: Outcome, pack: Pack) -> KindOpinion:
    """The most probable kind; UNSURE where none is probable enough, or nothing was heard that tells one."""
    found = signs(call, pack)
    return opinion(told_by(call, found, outcome, pack), found, pack)


def opinion(told: Told, found: Sequence[Sign], pack: Pack) -> KindOpinion:
    """What kind a call is by what it tells; ``found`` are its signs, which order the stages."""
    weights = pack.kind_weights
    if not any(f.tells for f in told.kinds.values()):
        return KindOpinion()
    shares = probabilities({kind: weight(kind, told, weights) for kind in told.kinds})
    best = max(shares, key=shares.__getitem__)
    likely = [kind for kind, share in shares.items() if share >= weights.stage_from and told.kinds[kind].tells]
    stages = tuple(_in_order([kind for kind in shares if kind == best or kind in likely], found, shares))
    if shares[best] < weights.sure_from:
        return KindOpinion(UNSURE, round(shares[best], 3), stages)
    return KindOpinion(best, round(shares[best], 3), stages)


def weight(kind: str, told: Told, w: KindWeights) -> float:
    """The log-odds that speak for a kind."""
    features = told.kinds[kind]
    own = sum(w.tell + w.tells.get(f"{kind}.{tell}", 0.0) for tell in features.tells)
    traits = sum(w.traits[trait].get(kind, 0.0) for trait in told.traits if trait in w.traits)
    return w.kinds.get(kind, 0.0) + own + traits + w.again * features.again + w.direction * features.direction


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
