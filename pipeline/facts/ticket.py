"""The drafted service order, each field with the utterance it was read from."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipeline.domain.facts import Ticket
from pipeline.facts.problem import Problem, misdialled, problem
from pipeline.facts.since import Since, since
from pipeline.reading.address import Address
from pipeline.reading.finders import Finders
from pipeline.reading.lines import Lines
from pipeline.reading.names import Name
from pipeline.reading.organisations import Unit
from pipeline.reading.phone import Phone, phone

_DEPARTMENT = re.compile("(?:物业|[\u4e00-\u9fff]{2}[部科处室]|管理处|公司)$")
_HOUSE = re.compile("[0-9零〇一幺二两三四五六七八九十百]+(?:[号栋幢座弄室]|单元)")
_LEAST = 3  # characters of a problem that still tell something


@dataclass(frozen=True, slots=True)
class Draft:
    """What was found for the service order; None where never said."""

    name: Name | None
    unit: Unit | None
    phone: Phone | None
    address: Address | None
    problem: Problem | None
    since: Since | None

    def ticket(self) -> Ticket:
        return Ticket(
            name=self.name.value if self.name else None,
            unit=self.unit.value if self.unit else None,
            phone=self.phone.digits if self.phone else None,
            address=self.address.value if self.address else None,
            problem=self.problem.value if self.problem else None,
            since=self.since.value if self.since else None,
        )


def draft(lines: Lines, finders: Finders) -> Draft:
    """Everything for the service order that the call tells."""
    unit, address, began = finders.units.find(lines), finders.addresses.find(lines), since(lines)
    address = address or _ordered_place(lines, unit)
    places = tuple(found.value for found in (address, unit, began) if found is not None)
    name = finders.names.find(lines)
    if name is None and misdialled(lines):  # nobody's order: only what was wanted, and a house that the customer names
        own = address if address is not None and _HOUSE.search(address.value) else None
        return Draft(None, None, None, own, problem(lines), None)
    return Draft(name, unit, phone(lines), address, _without_places(problem(lines), places), began)


def _ordered_place(lines: Lines, unit: Unit | None) -> Address | None:
    """An order that names only the customer's organisation is for that place: 云栖商厦 of 云栖商厦工程部."""
    outbound = bool(lines.agent) and lines.agent[0].outbound
    value = _DEPARTMENT.sub("", unit.value) if outbound and unit is not None else ""
    return Address(value, unit.utterance, 0.0) if unit is not None and len(value) >= 2 else None


def _without_places(found: Problem | None, places: tuple[str, ...]) -> Problem | None:
    """The order has fields of their own for address and unit, so the problem does not repeat them."""
    value = found.value if found is not None else ""
    for place in places:
        if place in value:
            value = re.sub(f"[在到从]?{re.escape(place)}(?:开始|就)?", "", value)
    return replace(found, value=value) if found is not None and len(value) >= _LEAST else found
