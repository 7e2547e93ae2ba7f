"""Places in a list as opaque text: what comes back is checked before it is used."""

from __future__ import annotations

import base64
import binascii
import json
import re
from datetime import datetime
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from api.parameters import LARGEST_ID
from pipeline.errors import TingjianError
from pipeline.review.queue import Place
from pipeline.storage.call_search import Sort, page
from pipeline.storage.tables import CallRow

_CALL_ID = re.compile("[0-9a-f]{32}")
_LARGEST_RISK = 1e6


class BadCursor(TingjianError):
    """The cursor was not made by this list."""

    def __init__(self) -> None:
        super().__init__("cursor 无效，请使用上一页返回的 next_cursor")


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


def call_page(session: Session, query: Select[CallRow], sort: Sort, list_name: str, cursor: str | None,
              limit: int) -> tuple[list[CallRow], str | None]:  # fmt: skip
    """The calls after ``cursor``, and the cursor of the following page. Raises BadCursor."""
    try:
        rows, place = page(session, query, sort, load_cursor(list_name, cursor), limit)
    except (ValueError, TypeError):
        raise BadCursor from None
    return rows, dump_cursor(list_name, place)


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
