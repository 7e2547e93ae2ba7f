"""Filters of the list of calls that somebody keeps under a name."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.language import _, _n
from pipeline.storage.errors import Conflict, NotInStore
from pipeline.storage.tables import SavedSearchRow

MOST = 50  # of one person
NOT_KEPT = ("cursor",)  # a place in today's list means nothing tomorrow


def saved_searches(session: Session, user_id: int) -> Sequence[SavedSearchRow]:
    """This person's, in the order of their names."""
    return session.scalars(select(SavedSearchRow).filter_by(user_id=user_id).order_by(SavedSearchRow.name)).all()


def save_search(session: Session, user_id: int, name: str, query: str) -> SavedSearchRow:
    """Keep the ``query`` of an address under ``name``; what had this name before is replaced.

    Raises Conflict where a person keeps too many.
    """
    kept = urlencode([(key, value) for key, value in parse_qsl(query) if key not in NOT_KEPT])
    known = session.scalars(select(SavedSearchRow).filter_by(user_id=user_id, name=name)).first()
    if known is None:
        if len(saved_searches(session, user_id)) >= MOST:
            raise Conflict(_n("最多保存 %(num)s 个条件，请先删除不用的", MOST))
        known = SavedSearchRow(user_id=user_id, name=name)
        session.add(known)
    known.query = kept
    session.flush()
    return known


def forget_search(session: Session, user_id: int, search_id: int) -> None:
    """Raises NotInStore where this person has none of this number."""
    row = session.get(SavedSearchRow, search_id)
    if row is None or row.user_id != user_id:
        raise NotInStore(_("保存的条件"), search_id)
    session.delete(row)
