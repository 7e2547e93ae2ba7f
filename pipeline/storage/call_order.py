"""Lists of calls in order, page by page, forwards and back: places stay true while calls are added."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_
from sqlalchemy.orm import InstrumentedAttribute, Session

from pipeline.domain.moments import read_moment
from pipeline.storage.tables import CallRow

_LARGEST = 1e6  # scores, risks and seconds are smaller
_ID = re.compile("[0-9a-f]{32}")
_LONGEST = 200  # characters of a name
_FIRST, _LAST = -1.0, 1000.0  # below and above every score: calls without one come last either way


class Sort(StrEnum):
    """A column; the first direction is the one that people ask for most."""

    NEWEST = "newest"  # by when the call began; latest first
    SCORE = "score"  # lowest first
    RISK = "risk"  # greatest first
    NAME = "name"
    AGENT = "agent"
    TEAM = "team"
    KIND = "kind"
    DIRECTION = "direction"
    DURATION = "duration"  # longest first
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Order:
    """``descending`` None: as the column is usually read."""

    sort: Sort = Sort.NEWEST
    descending: bool | None = None

    @property
    def falls(self) -> bool:
        usually = self.sort in (Sort.NEWEST, Sort.RISK, Sort.DURATION)
        return usually if self.descending is None else self.descending

    @property
    def name(self) -> str:
        """Names the order in cursors."""
        return f"{self.sort}{'-' if self.falls else '+'}"


@dataclass(frozen=True, slots=True)
class Place:
    """Beside which call a page begins: after it, or ``backwards`` before it."""

    value: Any
    call_id: str
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """``before`` and ``after`` lead to the pages beside it; None where there is none."""

    rows: list[CallRow]
    before: Place | None
    after: Place | None


def happened(call: type[CallRow] = CallRow) -> Any:
    """When the call began, or was taken in where nobody knows."""
    return func.coalesce(call.started_at, call.created_at)


def page(session: Session, calls: Select[CallRow], order: Order, place: Place | None, limit: int) -> Page:
    """The ``limit`` calls beside ``place``, in ``order``; the first ones where there is none."""
    backwards = place is not None and place.backwards
    key, falls = _key(order), order.falls is not backwards
    if place is not None:
        calls = calls.where(_beyond(key, falls, place))
    asked = calls.order_by(*((key.desc(), CallRow.id.desc()) if falls else (key, CallRow.id)))
    rows = list(session.scalars(asked.limit(limit + 1)))
    more, rows = len(rows) > limit, rows[:limit]
    rows = rows[::-1] if backwards else rows
    if not rows:
        return Page([], None, None)
    has_before, has_after = (more, True) if backwards else (place is not None, more)
    first, last = (Place(_value(order, row), row.id) for row in (rows[0], rows[-1]))
    return Page(rows, Place(first.value, first.call_id, True) if has_before else None, last if has_after else None)


def place_of(order: Order, parts: Sequence[Any]) -> Place:
    """From what :func:`parts_of` made of it, which may have been in anybody's hands. Raises ValueError, TypeError."""
    value, call_id, backwards = parts
    if not _ID.fullmatch(call_id) or type(backwards) is not bool:
        raise ValueError("no place of ours")
    return Place(_read(order, value), call_id, backwards)


def parts_of(place: Place | None) -> list[Any] | None:
    """A place as values that JSON has."""
    if place is None:
        return None
    value = place.value.isoformat() if isinstance(place.value, datetime) else place.value
    return [value, place.call_id, place.backwards]


_TEXTS: dict[Sort, InstrumentedAttribute[Any]] = {
    Sort.NAME: CallRow.name,
    Sort.AGENT: CallRow.agent_id,
    Sort.TEAM: CallRow.team,
    Sort.KIND: CallRow.kind,
    Sort.DIRECTION: CallRow.direction,
    Sort.STATE: CallRow.review_state,
}


def _key(order: Order) -> ColumnElement[Any]:
    if order.sort in _TEXTS:
        return func.coalesce(_TEXTS[order.sort], "")
    keys: dict[Sort, Callable[[], Any]] = {
        Sort.NEWEST: happened,
        Sort.RISK: lambda: CallRow.risk,
        Sort.DURATION: lambda: func.coalesce(CallRow.duration, 0),
        Sort.SCORE: lambda: func.coalesce(CallRow.score, _FIRST if order.falls else _LAST),
    }
    key: ColumnElement[Any] = keys[order.sort]()
    return key


def _value(order: Order, row: CallRow) -> Any:
    if order.sort in _TEXTS:
        return getattr(row, _TEXTS[order.sort].key) or ""
    if order.sort is Sort.SCORE:
        return row.score if row.score is not None else _FIRST if order.falls else _LAST
    values = {Sort.NEWEST: row.started_at or row.created_at, Sort.RISK: row.risk, Sort.DURATION: row.duration or 0}
    return values[order.sort]


def _read(order: Order, value: Any) -> Any:
    if order.sort is Sort.NEWEST:
        moment = read_moment(value)
        if moment.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return moment
    if order.sort in _TEXTS:
        if type(value) is not str or len(value) > _LONGEST or "\0" in value:
            raise ValueError("no name of ours")
        return value
    if type(value) not in (int, float) or not -_LARGEST <= value <= _LARGEST:
        raise ValueError("no number of ours")
    return float(value)


def _beyond(key: ColumnElement[Any], falls: bool, place: Place) -> ColumnElement[bool]:
    beyond = key < place.value if falls else key > place.value
    same = CallRow.id < place.call_id if falls else CallRow.id > place.call_id
    return or_(beyond, and_(key == place.value, same))
