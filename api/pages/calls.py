"""All calls: filters that combine, columns that sort, and searches that are kept under a name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from api.cursor import call_page
from api.deps import CallReader, Cursor, DatabaseDep, PackDep, ReadSession, SettingsDep, UserRole
from api.pages.call_filters import Asked, choices, wanted_of
from api.pages.rendering import render
from api.pages.views.lists import CallLine, call_line, said_in
from api.pages.views.searching import columns, restrictions
from api.views.calls import searched
from api.visibility import only_visible
from pipeline.accounts.saved_searches import saved_searches
from pipeline.storage.call_search import count_calls, select_calls
from pipeline.storage.tables import CallRow, TranscriptRow

router = APIRouter(prefix="/calls")
LIST, PAGE = "pages.calls", 50


@router.get("")
def show_calls(
    request: Request,
    user: CallReader,
    session: ReadSession,
    settings: SettingsDep,
    pack: PackDep,
    database: DatabaseDep,
    asked: Annotated[Asked, Query()],
    cursor: Cursor = None,
) -> Response:
    """Leads find their own team's calls, and search in what they may read."""
    wanted = searched(wanted_of(asked, settings.timezone), user, database, pack)
    query = only_visible(user, select_calls(wanted))
    found = call_page(session, query, asked.order, LIST, cursor, PAGE)
    zone = ZoneInfo(settings.timezone)
    offered, is_lead = choices(session, pack), user.role is UserRole.LEAD
    offered |= {"team": []} if is_lead else {}
    return render(
        request,
        "calls.html",
        user,
        user.csrf_token or "",
        asked=asked,
        choices=offered,
        columns=columns(asked),
        rows=_lines(session, found.rows, zone, "" if wanted.masked else asked.q, pack.kind_titles),
        total=count_calls(session, query),
        restrictions=restrictions(asked, offered),
        may_change=not is_lead,
        saved=[] if is_lead else saved_searches(session, user.user_id),
        previous=asked.address(cursor=found.previous) if found.previous else "",
        following=asked.address(cursor=found.following) if found.following else "",
    )


def _lines(
    session: Session, rows: list[CallRow], zone: ZoneInfo, wanted: str, kinds: Mapping[str, str]
) -> list[CallLine]:
    """With the sentence that was searched for, if any was."""
    ids = [row.transcript_id for row in rows] if wanted else []
    texts = select(TranscriptRow.id, TranscriptRow.text).where(TranscriptRow.id.in_(ids))
    said = {id: said_in(text, wanted) for id, text in session.execute(texts)} if ids else {}
    return [call_line(row, zone, said.get(row.transcript_id or 0), kinds) for row in rows]
