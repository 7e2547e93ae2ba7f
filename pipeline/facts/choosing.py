"""Choosing one of several candidates, or none, by learnt evidence: a log-linear model, read from ``learnt.json``.

Each candidate carries named evidence (``by=agent``, ``c>的店长``); its weights add up to log-odds
against taking none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("learnt.json")
Evidence = Mapping[str, float]
_in_use: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that may be meant, where it was said, and what speaks for and against it."""

    value: str
    utterance: int
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Model:
    """``weights`` by name of evidence, ``least``: the probability from which a candidate is taken."""

    weights: Mapping[str, float]
    least: float

    def odds(self, evidence: Evidence) -> float:
        """Log-odds of what carries this evidence."""
        return sum(self.weights.get(name, 0.0) * amount for name, amount in evidence.items())

    def probability(self, evidence: Evidence) -> float:
        """For a question that is answered by itself: yes or no."""
        return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, self.odds(evidence)))))


@dataclass(frozen=True, slots=True)
class Chosen:
    """``candidate`` is None where none is probable enough; ``confidence`` belongs to the most probable."""

    candidate: Candidate | None
    best: Candidate | None
    confidence: float


NOTHING = Chosen(None, None, 0.0)


def choose(candidates: Sequence[Candidate], model: Model) -> Chosen:
    """The most probable candidate. Candidates of one value share their probability."""
    odds = [model.odds(candidate.evidence) for candidate in candidates]
    highest = max((0.0, *odds))
    weights = [exp(one - highest) for one in odds]
    total = sum(weights) + exp(-highest)
    shares: dict[str, float] = {}
    for candidate, weight in zip(candidates, weights, strict=True):
        shares[candidate.value] = shares.get(candidate.value, 0.0) + weight / total
    if not candidates:
        return NOTHING
    best = max(zip(odds, candidates, strict=True), key=lambda pair: (shares[pair[1].value], pair[0]))[1]
    sure = shares[best.value]
    return Chosen(best if sure >= model.least else None, best, sure)


def choose_by_rules(candidates: Sequence[Candidate], rule: str, least: float) -> Chosen:
    """In a fragment of a call, from which nothing was learnt: what the rules alone weigh most."""
    best = max(candidates, key=lambda one: one.evidence.get(rule, 0.0), default=None)
    taken = best if best is not None and best.evidence.get(rule, 0.0) >= least else None
    return Chosen(taken, taken, 1.0 if taken else 0.0)


@cache
def learnt(field: str) -> Model:
    """The model of a field of the order, of ``commitments``, or of a slot (``five_w.why``)."""
    fields = models()[field]
    return Model(fields["weights"], fields["least"])


def use(weights: Mapping[str, Any]) -> None:
    """Choose by these weights instead of the file's, while they are being learnt."""
    _in_use.clear()
    _in_use.update(weights)
    learnt.cache_clear()


def models() -> Mapping[str, Any]:
    """All that is learnt, by field."""
    if not _in_use:
        _in_use.update(json.loads(FILE.read_text(encoding="utf-8")))
    return _in_use
