"""Management: users, tokens, addresses for notices, and the trail of who did what."""

from __future__ import annotations

from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.deps import Admin, AnyUser, PackDep, Principal, ReadSession, RowId, SettingsDep, ShortText, Staff
from api.pages.rendering import ROLE_TITLES, render
from api.pages.sign_in import sso_title
from api.pages.views.names import names_of
from api.pages.views.people import ACTIONS, EVENTS, SCOPES, show_event, show_token, show_user, show_webhook
from api.parameters import LARGEST_ID
from pipeline.accounts import tokens, users
from pipeline.accounts.changes import without_account
from pipeline.language import TITLES, Words
from pipeline.storage.tables import AuditRow, DeliveryRow, UserRow, WebhookRow, utc_now

router = APIRouter()
TABS = Words(
    {
        "/users": "用户",
        "/users/agents": "没有账号的坐席",
        "/tokens": "令牌",
        "/webhooks": "通知地址",
        "/audit": "操作记录",
    }
)
EVENTS_A_PAGE = 100
DELIVERIES_SHOWN = 50


@router.get("/users")
def users_page(request: Request, user: Admin, session: ReadSession, settings: SettingsDep) -> HTMLResponse:
    zone = ZoneInfo(settings.timezone)
    known = [show_user(row, user.user_id, zone) for row in users.all_users(session)]
    return _render(request, "people/users.html", user, users=known, roles=list(ROLE_TITLES.items()))


@router.get("/users/agents")
def agents_page(request: Request, user: Admin, session: ReadSession) -> HTMLResponse:
    """Agents whom only their calls name."""
    return _render(request, "people/agents.html", user, agents=without_account(session))


@router.get("/users/{user_id}")
def user_page(
    request: Request, user_id: RowId, user: Admin, session: ReadSession, settings: SettingsDep
) -> HTMLResponse:
    row = users.get_user(session, user_id)
    shown = show_user(row, user.user_id, ZoneInfo(settings.timezone))
    return _render(
        request,
        "people/user.html",
        user,
        one=shown,
        team=row.team or "",
        linked=row.sso,
        subject=row.sso_subject or "",
        roles=list(ROLE_TITLES.items()),
        sso=sso_title(request),
    )


@router.get("/tokens")
def tokens_page(request: Request, user: Staff, session: ReadSession, settings: SettingsDep) -> HTMLResponse:
    """One's own tokens."""
    zone, now = ZoneInfo(settings.timezone), utc_now()
    own = [show_token(row, now, zone) for row in reversed(tokens.tokens_of(session, user.user_id))]
    return _render(request, "people/tokens.html", user, tokens=own, scopes=list(SCOPES.items()))


@router.get("/account")
def account_page(request: Request, user: AnyUser) -> HTMLResponse:
    """One's own name, role and password."""
    return _render(
        request, "people/account.html", user, role_title=ROLE_TITLES[user.role], account=user, languages=TITLES.items()
    )


@router.get("/webhooks")
def webhooks_page(request: Request, user: Admin, session: ReadSession, settings: SettingsDep) -> HTMLResponse:
    zone = ZoneInfo(settings.timezone)
    rows = session.scalars(select(WebhookRow).order_by(WebhookRow.id)).all()
    known = [show_webhook(row, _deliveries(session, row.id), zone) for row in rows]
    return _render(request, "people/webhooks.html", user, webhooks=known, events=list(EVENTS.items()))


@router.get("/audit")
def audit_page(
    request: Request,
    user: Admin,
    session: ReadSession,
    settings: SettingsDep,
    pack: PackDep,
    who: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
    about: Annotated[ShortText, Query()] = "",
    before: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
) -> HTMLResponse:
    """``about``: the id of a call or another subject, or how it begins, as the list shows it; ``before``: the number
    of the last event shown."""
    asked = select(AuditRow).order_by(AuditRow.id.desc()).limit(EVENTS_A_PAGE + 1)
    asked = asked.where(AuditRow.user_id == who) if who else asked
    asked = asked.where(AuditRow.subject_id.startswith(about.split()[-1], autoescape=True)) if about else asked
    rows = session.scalars(asked.where(AuditRow.id < before) if before else asked).all()
    people = {row.id: row.display_name for row in session.scalars(select(UserRow).order_by(UserRow.id))}
    shown = [show_event(row, people, ZoneInfo(settings.timezone), names_of(pack)) for row in rows[:EVENTS_A_PAGE]]
    more = rows[EVENTS_A_PAGE - 1].id if len(rows) > EVENTS_A_PAGE else None
    return _render(
        request,
        "people/audit.html",
        user,
        events=shown,
        people=[(str(k), v) for k, v in people.items()],
        who=str(who or ""),
        about=about,
        more=more,
        verbs=ACTIONS,
    )


def _deliveries(session: Session, webhook_id: int) -> list[DeliveryRow]:
    newest = select(DeliveryRow).filter_by(webhook_id=webhook_id).order_by(DeliveryRow.id.desc())
    return list(session.scalars(newest.limit(DELIVERIES_SHOWN)))


def _render(request: Request, template: str, user: Principal, **view: Any) -> HTMLResponse:
    """With the tabs that this role may open."""
    tabs = TABS.items() if user.role == "admin" else ()
    return render(request, template, user, user.csrf_token or "", tabs=tabs, here=request.url.path, **view)
