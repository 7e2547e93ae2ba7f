"""All calls, with filters and search in what was said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from api.cursor import call_page
from api.deps import Cursor, PackDep, PlainText, ReadSession, Reviewer, SettingsDep
from api.pages.rendering import render
from api.pages.views.lists import CallLine, call_line, said_in
from api.pages.views.names import REVIEW_STATES
from pipeline.storage.call_search import CallFilter, Sort, select_calls
from pipeline.storage.tables import CallRow, TranscriptRow

router = APIRouter(prefix="/calls")
LIST, PAGE = "pages.calls", 50
SORTS = {Sort.NEWEST: "最新在前", Sort.SCORE: "低分在前", Sort.RISK: "风险高在前"}
SCORED = [("yes", "已评分"), ("no", "未评分")]
Name = Annotated[PlainText, Query(max_length=200)]


@router.get("")
def show_calls(request: Request, user: Reviewer, session: ReadSession, settings: SettingsDep, pack: PackDep,
               q: Name = "", agent: Name = "", state: Name = "", kind: Name = "", scored: Name = "", since: Name = "",
               until: Name = "", sort: Name = "newest", cursor: Cursor = None) -> Response:  # fmt: skip
    order = Sort(sort) if sort in set(Sort) else Sort.NEWEST
    asked = {"q": q.strip(), "agent": agent.strip(), "state": state, "kind": kind, "scored": scored,
             "since": since, "until": until, "sort": str(order)}  # fmt: skip
    wanted = CallFilter(
        agent_id=asked["agent"] or None, review_state=state if state in REVIEW_STATES else None,
        kind=kind or None, scored={"yes": True, "no": False}.get(scored),
        date_from=_day(since), date_to=_day(until), text=asked["q"] or None, timezone=settings.timezone,
    )  # fmt: skip
    rows, following = call_page(session, select_calls(wanted), order, f"{LIST}.{order}", cursor, PAGE)
    zone = ZoneInfo(settings.timezone)
    lines = _lines(session, rows, zone, asked["q"], pack.kind_titles)
    return render(
        request, "calls.html", user, user.csrf_token or "", rows=lines, asked=asked,
        kinds=list(pack.kind_titles.items()),
        states=list(REVIEW_STATES.items()), scored=SCORED, sorts=[(str(code), title) for code, title in SORTS.items()],
        filtered=any(value for name, value in asked.items() if name != "sort"),
        more="/calls?" + urlencode({**asked, "cursor": following}) if following else "",
    )  # fmt: skip


def _lines(session: Session, rows: list[CallRow], zone: ZoneInfo, wanted: str,
           kinds: Mapping[str, str]) -> list[CallLine]:  # fmt: skip
    """With the sentence that was searched for, if any was."""
    ids = [row.transcript_id for row in rows] if wanted else []
    texts = select(TranscriptRow.id, TranscriptRow.text).where(TranscriptRow.id.in_(ids))
    said = {id: said_in(text, wanted) for id, text in session.execute(texts)} if ids else {}
    return [call_line(row, zone, said.get(row.transcript_id or 0), kinds) for row in rows]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
