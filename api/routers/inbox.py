"""What waits for oneself: notices, counts for the navigation, and whether one wants mail."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query

from api.cursor import BadCursor, dump_cursor, load_cursor
from api.deps import AnyUser, Cursor, Limit, ReadSession, SettingsDep, WriteSession
from api.parameters import LARGEST_ID
from api.schemas.inbox import InboxCounts, InboxPage, MailChoice, MailView, MarkedRead, ReadNotices
from api.views.inbox import counts_of, inbox_item
from pipeline.accounts import audit
from pipeline.inbox.box import change_mail, count_unread, mark_read, notices_of
from pipeline.storage.tables import UserRow, utc_now

router = APIRouter(prefix="/inbox", tags=["收件箱"])
_LIST = "inbox"


@router.get("")
def list_notices(
    user: AnyUser,
    session: ReadSession,
    waiting: Annotated[bool, Query(description="只看未读且未了结的")] = False,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> InboxPage:
    """What one was told, the newest first."""
    place = load_cursor(_LIST, cursor)
    if place is not None and (len(place) != 1 or type(place[0]) is not int or not 0 <= place[0] <= LARGEST_ID):
        raise BadCursor
    rows = notices_of(session, user.user_id, waiting, place[0] if place else None, limit + 1)
    following = dump_cursor(_LIST, [rows[limit - 1].id]) if len(rows) > limit else None
    items = [inbox_item(session, row, user.role) for row in rows[:limit]]
    return InboxPage(items=items, unread=count_unread(session, user.user_id), next_cursor=following)


@router.get("/counts")
def get_counts(user: AnyUser, session: ReadSession, settings: SettingsDep) -> InboxCounts:
    """How much waits for oneself: appeals, overdue promises, assignments, answers, new scorecards."""
    return InboxCounts(places=counts_of(session, user, utc_now(), ZoneInfo(settings.timezone)))


@router.post("/read")
def post_read(given: ReadNotices, user: AnyUser, session: WriteSession) -> MarkedRead:
    """Mark some of one's own notices, or all, as read; mails about them that were not sent yet are not sent."""
    return MarkedRead(read=mark_read(session, user.user_id, given.ids))


@router.get("/mail")
def get_mail(user: AnyUser, session: ReadSession, settings: SettingsDep) -> MailView:
    """Where one wants mail, and whether."""
    row = session.get_one(UserRow, user.user_id)
    return MailView(email=row.email, wants_mail=row.wants_mail, sent=bool(settings.smtp_host))


@router.put("/mail")
def put_mail(given: MailChoice, user: AnyUser, session: WriteSession, settings: SettingsDep) -> MailView:
    """Choose one's own address, and whether one wants mail."""
    row = change_mail(session, user.user_id, given.email, given.wants_mail)
    audit.note(session, user.user_id, "user.changed", "user", user.user_id, fields=["email", "wants_mail"])
    return MailView(email=row.email, wants_mail=row.wants_mail, sent=bool(settings.smtp_host))
