"""Names and addresses that a call mentions, wherever they are said again."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.domain.facts import Ticket
from pipeline.privacy.named import NameFinder
from pipeline.reading.finders import Finders
from pipeline.reading.lines import Line, Lines
from pipeline.reading.sounds import sounds

FULL_NAME, CALLED = 2, 4  # ranks from which a name is more than a surname, and was said to be a name
_STREET = 2.0  # weight of a stretch that says where somebody lives or works
_BY_SOUND = 3  # characters from which a name is found by its sound: the recogniser writes it otherwise each time

_UNITS = "省|市|区|县|镇|乡|村|街道|大道|路|街|巷|胡同|小区|花园|家园|苑|城|庄|弄|里"
_LEADS_THERE = re.compile(rf"(?:[^在住到去是我您你,.?!;: *0-9]{{1,6}}?(?:{_UNITS}))+$")

_N = "[0-9零〇一幺二两三四五六七八九十百]"
_PLACE = f"(?:(?!{_UNITS})[^在住到去是我您你,.?!;: *0-9])"
_ENDS = "路|街|大道|巷|胡同|小区|花园|家园|苑|公寓|新村|村|屯|弄|里|城|广场|大厦|府|庭|园"
_HOUSE = re.compile(
    rf"(?:{_PLACE}{{1,6}}(?:省|市|区|县|镇|乡|街道))*{_PLACE}{{1,7}}(?:{_ENDS}){_PLACE}{{0,2}}"
    rf"(?:[东西南北]?{_N}{{1,6}}(?:号楼|号院|号|弄|栋|幢|座|组|巷|门牌?号?)|[a-z甲乙丙丁]座|{_N}{{1,3}}期)"
    rf"(?:[, ]?(?:{_PLACE}{{0,6}}(?:大厦|广场|公寓|小区|大楼))?(?:{_N}{{1,5}}|[a-z甲乙丙丁东西南北])"
    r"(?:号楼|号院|号|栋|幢|座|单元|楼|层|室|户|门|房间?))*"
    rf"(?:[, ]?{_N}{{2,5}}(?![年月天点分块元个台]))?"
)  # a place, and a number of a house in it: what only sounds like one has no number

Stretch = tuple[int, int]


def names_of(lines: Lines, finders: Finders, spoken: NameFinder) -> frozenset[str]:
    """The full names of people in the call."""
    found = {
        name.value
        for name in finders.names.candidates(lines)
        if name.rank >= CALLED or (name.rank >= FULL_NAME and spoken.may_be_name(name.value))
    }
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
    yield from (m.span() for m in _HOUSE.finditer(line.text))
    if ticket.address:
        yield from (match.span() for match in re.finditer(re.escape(ticket.address), line.folded))


def _from_district(text: str, start: int) -> int:
    """Where the district and the street before a house begin."""
    before = _LEADS_THERE.search(text[:start])
    return before.start() if before else start
