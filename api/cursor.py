"""Places in a list as opaque text: what comes back is checked before it is used."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from pipeline.errors import TingjianError


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
