"""Names and addresses that a call mentions, wherever they are said again."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.domain.facts import Ticket
from pipeline.reading.finders import Finders
from pipeline.reading.lines import Line, Lines
from pipeline.reading.sounds import sounds

FULL_NAME = 2  # rank from which a name is more than a surname
_STREET = 2.0  # weight of a stretch that says where somebody lives or works
_BY_SOUND = 3  # characters from which a name is found by its sound: the recogniser writes it otherwise each time

_UNITS = "省|市|区|县|镇|乡|村|街道|大道|路|街|巷|胡同|小区|花园|家园|苑|城|庄|弄|里"
_LEADS_THERE = re.compile(rf"(?:[^在住到去是我您你,.?!;: *0-9]{{1,6}}?(?:{_UNITS}))+$")

Stretch = tuple[int, int]


def names_of(lines: Lines, finders: Finders) -> frozenset[str]:
    """The full names of people in the call."""
    found = {name.value for name in finders.names.candidates(lines) if name.rank >= FULL_NAME}
    return frozenset(name for name in found if 2 <= len(name) <= 4)


def name_stretches(line: Line, names: Iterable[str]) -> Iterable[Stretch]:
    for name in names:
        by_sound = len(name) >= _BY_SOUND
        text, wanted = (line.sounds, sounds(name)) if by_sound else (line.folded, name)
        yield from (match.span() for match in re.finditer(re.escape(wanted), text))


def address_stretches(line: Line, finders: Finders, ticket: Ticket) -> Iterable[Stretch]:
    """Places in a line; not the agent's own desk in the first words."""
    if not (line.is_agent and line.position == 0):
        found = [(a, b) for a, b, weight in finders.addresses.stretches(line) if weight >= _STREET]
        yield from ((_from_district(line.text, start), end) for start, end in found)
    if ticket.address:
        yield from (match.span() for match in re.finditer(re.escape(ticket.address), line.folded))


def _from_district(text: str, start: int) -> int:
    """Where the district and the street before a house begin."""
    before = _LEADS_THERE.search(text[:start])
    return before.start() if before else start
