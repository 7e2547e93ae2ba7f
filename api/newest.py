"""Pages of what only grows: newest first, by id."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session

from api.cursor import BadCursor, dump_cursor, load_cursor
from api.parameters import LARGEST_ID

Row = TypeVar("Row")


def newest(
    session: Session, query: Select[Row], id_column: Any, name: str, cursor: str | None, limit: int
) -> tuple[list[Row], str | None]:
    """The next ``limit`` rows after ``cursor``, and the cursor of the following page. Raises BadCursor."""
    place = load_cursor(name, cursor)
    if place is not None:
        if len(place) != 1 or type(place[0]) is not int or not 0 <= place[0] <= LARGEST_ID:
            raise BadCursor
        query = query.where(id_column < place[0])
    rows: list[Any] = list(session.scalars(query.order_by(id_column.desc()).limit(limit + 1)))
    following = dump_cursor(name, [rows[limit - 1].id]) if len(rows) > limit else None
    return rows[:limit], following
