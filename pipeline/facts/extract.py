"""Call in, facts out: the one function that judging calls."""

from __future__ import annotations

from pipeline.domain.call import Call
from pipeline.domain.facts import Commitment, Facts, KindOpinion
from pipeline.facts.commitments import commitments
from pipeline.facts.five_w import five_w
from pipeline.facts.kind import kind_of
from pipeline.facts.kind_shape import Outcome
from pipeline.facts.ticket import Said, chosen_from, said_in, with_kind
from pipeline.lexicon import Pack
from pipeline.reading.cues import cues_of
from pipeline.reading.finders import finders_of
from pipeline.reading.lines import Lines


def extract(call: Call, pack: Pack, lines: Lines | None = None) -> Facts:
    """5W slots, promises, the drafted service order and the kind of ``call``; ``lines`` are its own, where at hand.

    The sentence judge's labels come from elsewhere.
    """
    cues = cues_of(pack)
    lines = lines or Lines.of(call, cues)
    said, promises = said_in(lines, finders_of(pack)), commitments(lines, cues)
    kind = _kind(call, lines, said, promises, pack) if pack.call_kinds else None
    found = chosen_from(lines, with_kind(said, kind), kind)
    return Facts(five_w(lines, found, promises, kind), promises, found.ticket(), found.evidence(), kind=kind)


def _kind(call: Call, lines: Lines, said: Said, promises: tuple[Commitment, ...], pack: Pack) -> KindOpinion:
    """What came out of a call tells of its kind, and the kind of the order: first the order is drafted without it."""
    first = chosen_from(lines, with_kind(said, None), None)
    return kind_of(call, Outcome(first.ticket(), promises), pack)
