"""Places in a list as opaque text: what comes back is checked before it is used."""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from api.parameters import LARGEST_ID
from pipeline.coaching.examples import Place as ExamplePlace
from pipeline.errors import TingjianError
from pipeline.language import _
from pipeline.review.queue import Place
from pipeline.storage.call_order import Order, page, parts_of, place_of
from pipeline.storage.tables import CallRow

_CALL_ID = re.compile("[0-9a-f]{32}")
_LARGEST_RISK = 1e6


class BadCursor(TingjianError):
    """The cursor was not made by this list."""

    def __init__(self) -> None:
        super().__init__(_("cursor 无效，请使用上一页返回的 next_cursor"))


def dump_cursor(list_name: str, place: list[Any] | None) -> str | None:
    """``place`` in the list of this name as text; None at the end."""
    if place is None:
        return None
    return base64.urlsafe_b64encode(json.dumps([list_name, *place]).encode()).decode().rstrip("=")


def load_cursor(list_name: str, text: str | None) -> list[Any] | None:
    """The place; None for the beginning. Raises BadCursor."""
    if text is None:
        return None
    try:
        name, *place = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError, TypeError, RecursionError):
        raise BadCursor from None
    if name != list_name:
        raise BadCursor
    return list(place)


@dataclass(frozen=True, slots=True)
class CallsFound:
    """A page of calls, with the cursors of the pages beside it; None where there is none."""

    rows: list[CallRow]
    previous: str | None
    following: str | None


def call_page(
    session: Session, query: Select[CallRow], order: Order, list_name: str, cursor: str | None, limit: int
) -> CallsFound:
    """The calls beside ``cursor``; the first ones where there is none. Raises BadCursor."""
    name = f"{list_name}.{order.name}"
    known = load_cursor(name, cursor)
    try:
        found = page(session, query, order, None if known is None else place_of(order, known), limit)
    except (ValueError, TypeError):
        raise BadCursor from None
    previous, following = (dump_cursor(name, parts_of(place)) for place in (found.before, found.after))
    return CallsFound(found.rows, previous, following)


def load_queue_cursor(list_name: str, text: str | None) -> Place | None:
    """The place in a queue; None for the beginning. Raises BadCursor."""
    place = load_cursor(list_name, text)
    if place is None:
        return None
    if [type(part) for part in place] not in ([float, str], [int, str]) or not abs(place[0]) <= _LARGEST_RISK:
        raise BadCursor
    if not _CALL_ID.fullmatch(place[1]):
        raise BadCursor
    return Place(float(place[0]), place[1])


def load_due_cursor(list_name: str, text: str | None) -> tuple[datetime, int] | None:
    """The place in a list of what is due: a moment and an id; None for the beginning. Raises BadCursor."""
    place = load_cursor(list_name, text)
    if place is None:
        return None
    try:
        at, id = place
        moment = datetime.fromisoformat(at)
    except (ValueError, TypeError):
        raise BadCursor from None
    if type(id) is not int or not 0 <= id <= LARGEST_ID or moment.tzinfo is None:
        raise BadCursor
    return moment, id


def dump_example_cursor(list_name: str, place: ExamplePlace | None) -> str | None:
    return None if place is None else dump_cursor(list_name, [place.reviewed, place.at.isoformat(), place.call_id])


def load_example_cursor(list_name: str, text: str | None) -> ExamplePlace | None:
    """The call that a page of examples ended with; None for the beginning. Raises BadCursor."""
    place = load_cursor(list_name, text)
    if place is None:
        return None
    try:
        reviewed, at, call_id = place
        moment = datetime.fromisoformat(at)
    except (ValueError, TypeError):
        raise BadCursor from None
    if type(reviewed) is not bool or moment.tzinfo is None or not _is_call_id(call_id):
        raise BadCursor
    return ExamplePlace(reviewed, moment, call_id)


def _is_call_id(text: Any) -> bool:
    return isinstance(text, str) and _CALL_ID.fullmatch(text) is not None
