"""What waits for oneself, and what one was told before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.deps import AnyUser, ReadSession, SettingsDep
from api.pages.rendering import render
from api.pages.views.formats import moment
from api.parameters import LARGEST_ID
from api.schemas.inbox import InboxItem
from api.views.inbox import inbox_item
from pipeline.inbox.box import count_unread, notices_of
from pipeline.storage.tables import UserRow

router = APIRouter()
PAGE = 50


@dataclass(frozen=True, slots=True)
class ShownNotice:
    id: int
    title: str
    href: str
    at: str
    call: str
    waits: bool
    over: bool


@router.get("/inbox")
def inbox_page(
    request: Request,
    user: AnyUser,
    session: ReadSession,
    settings: SettingsDep,
    every: Annotated[bool, Query(alias="all")] = False,
    before: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
) -> HTMLResponse:
    """``all``: with what was read or is over."""
    rows = notices_of(session, user.user_id, not every, before, PAGE + 1)
    zone, mail = ZoneInfo(settings.timezone), session.get_one(UserRow, user.user_id)
    shown = [_shown(inbox_item(session, row, user.role), zone) for row in rows[:PAGE]]
    return render(
        request,
        "inbox.html",
        user,
        user.csrf_token or "",
        rows=shown,
        every=every,
        unread=count_unread(session, user.user_id),
        more=rows[PAGE - 1].id if len(rows) > PAGE else None,
        mail=mail,
        mail_is_sent=bool(settings.smtp_host),
    )


def _shown(item: InboxItem, zone: ZoneInfo) -> ShownNotice:
    return ShownNotice(
        item.id, item.title, item.href, moment(item.created_at, zone), (item.call_id or "")[:8], item.waits, item.over
    )
