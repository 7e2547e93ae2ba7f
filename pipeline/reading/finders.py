"""What is looked for in a call with the pack's words: names, organisations, addresses."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.lexicon import Pack
from pipeline.reading.address import AddressFinder
from pipeline.reading.cues import cues_of
from pipeline.reading.names import NameFinder
from pipeline.reading.organisations import UnitFinder


@dataclass(frozen=True, slots=True)
class Finders:
    """Compiled from the pack's words."""

    names: NameFinder
    units: UnitFinder
    addresses: AddressFinder


def finders_of(pack: Pack) -> Finders:
    """The finders compiled for this pack; compiled once."""
    return pack.once(_compile)


def _compile(pack: Pack) -> Finders:
    cues = cues_of(pack)
    return Finders(NameFinder(cues), UnitFinder(cues), AddressFinder(cues))
