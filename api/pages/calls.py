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
from api.deps import Cursor, PackDep, ReadSession, Reviewer, SettingsDep
from api.pages.call_filters import Asked, choices, wanted_of
from api.pages.rendering import render
from api.pages.views.lists import CallLine, call_line, said_in
from api.pages.views.searching import columns, restrictions
from pipeline.accounts.saved_searches import saved_searches
from pipeline.storage.call_search import count_calls, select_calls
from pipeline.storage.tables import CallRow, TranscriptRow

router = APIRouter(prefix="/calls")
LIST, PAGE = "pages.calls", 50


@router.get("")
def show_calls(request: Request, user: Reviewer, session: ReadSession, settings: SettingsDep, pack: PackDep,
               asked: Annotated[Asked, Query()], cursor: Cursor = None) -> Response:  # fmt: skip
    query = select_calls(wanted_of(asked, settings.timezone))
    found = call_page(session, query, asked.order, LIST, cursor, PAGE)
    zone = ZoneInfo(settings.timezone)
    offered = choices(session, pack)
    return render(
        request, "calls.html", user, user.csrf_token or "", asked=asked, choices=offered, columns=columns(asked),
        rows=_lines(session, found.rows, zone, asked.q, pack.kind_titles), total=count_calls(session, query),
        restrictions=restrictions(asked, offered), saved=saved_searches(session, user.user_id),
        previous=asked.address(cursor=found.previous) if found.previous else "",
        following=asked.address(cursor=found.following) if found.following else "",
    )  # fmt: skip


def _lines(session: Session, rows: list[CallRow], zone: ZoneInfo, wanted: str,
           kinds: Mapping[str, str]) -> list[CallLine]:  # fmt: skip
    """With the sentence that was searched for, if any was."""
    ids = [row.transcript_id for row in rows] if wanted else []
    texts = select(TranscriptRow.id, TranscriptRow.text).where(TranscriptRow.id.in_(ids))
    said = {id: said_in(text, wanted) for id, text in session.execute(texts)} if ids else {}
    return [call_line(row, zone, said.get(row.transcript_id or 0), kinds) for row in rows]
