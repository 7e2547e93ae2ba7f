"""Filters of the list of calls that somebody keeps under a name; each person sees their own."""

from __future__ import annotations

from fastapi import APIRouter

from api.deps import ReadSession, Reviewer, RowId, WriteSession
from api.schemas.searches import NewSearch, SavedSearch, SavedSearches
from pipeline.accounts.saved_searches import forget_search, save_search, saved_searches
from pipeline.storage.tables import SavedSearchRow

router = APIRouter(prefix="/saved-searches", tags=["通话"])


@router.get("")
def list_saved(user: Reviewer, session: ReadSession) -> SavedSearches:
    """One's own, by name."""
    return SavedSearches(items=[_view(row) for row in saved_searches(session, user.user_id)])


@router.post("", status_code=201)
def save(given: NewSearch, user: Reviewer, session: WriteSession) -> SavedSearch:
    """Keep a filter; what had the same name is replaced. 409 where one keeps too many."""
    return _view(save_search(session, user.user_id, given.name, given.query))


@router.delete("/{search_id}", status_code=204)
def forget(search_id: RowId, user: Reviewer, session: WriteSession) -> None:
    """Forget one of one's own."""
    forget_search(session, user.user_id, search_id)


def _view(row: SavedSearchRow) -> SavedSearch:
    return SavedSearch(id=row.id, name=row.name, query=row.query, created_at=row.created_at)
