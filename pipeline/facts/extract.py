"""Call in, facts out: the one function that judging calls."""

from __future__ import annotations

from pipeline.domain.call import Call
from pipeline.domain.facts import Facts
from pipeline.facts.commitments import commitments
from pipeline.facts.five_w import five_w
from pipeline.facts.kind import kind_of
from pipeline.facts.ticket import Finders, draft
from pipeline.lexicon import Pack
from pipeline.reading.address import AddressFinder
from pipeline.reading.cues import Cues, cues_of
from pipeline.reading.lines import Lines
from pipeline.reading.names import NameFinder
from pipeline.reading.organisations import UnitFinder

_finders: dict[int, tuple[Cues, Finders]] = {}


def extract(call: Call, pack: Pack) -> Facts:
    """5W slots, promises, the drafted service order and the kind of ``call``; sentence labels are another stage's."""
    cues = cues_of(pack)
    lines = Lines.of(call, cues)
    found = draft(lines, finders_of(cues))
    promises = commitments(lines, cues)
    kind = kind_of(call, pack) if pack.kinds else None
    return Facts(five_w(lines, found, promises), promises, found.ticket(), kind=kind)


def finders_of(cues: Cues) -> Finders:
    """The finders compiled for these cues; compiled once."""
    known = _finders.get(id(cues))
    if known is None:
        if len(_finders) >= 8:
            _finders.clear()
        known = _finders[id(cues)] = (cues, Finders(NameFinder(cues), UnitFinder(cues), AddressFinder(cues)))
    return known[1]
