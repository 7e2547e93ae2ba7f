"""Call in, facts out: the one function that judging calls."""

from __future__ import annotations

from pipeline.domain.call import Call
from pipeline.domain.facts import Facts
from pipeline.facts.commitments import commitments
from pipeline.facts.five_w import five_w
from pipeline.facts.kind import kind_of
from pipeline.facts.kind_shape import Outcome
from pipeline.facts.ticket import draft
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
    found = draft(lines, finders_of(pack))
    promises = commitments(lines, cues)
    ticket = found.ticket()
    kind = kind_of(call, Outcome(ticket, promises), pack) if pack.call_kinds else None
    return Facts(five_w(lines, found, promises), promises, ticket, kind=kind)
