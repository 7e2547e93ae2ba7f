"""Who asks, and who may: every route names one of these rules; one without fails a test."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.params import Depends as DependsMark
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from api.state import DatabaseDep
from pipeline.accounts import Principal, Scope, sessions, tokens
from pipeline.accounts.errors import NotAllowed, NotSignedIn
from pipeline.language import _, speak
from pipeline.storage import Database
from pipeline.storage.tables import UserRole, utc_now

COOKIE, BROWSER_COOKIE = "tingjian_session", "tingjian_browser"
CSRF_HEADER, CSRF_FIELD = "X-CSRF-Token", "csrf_token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_cookie = APIKeyCookie(name=COOKIE, auto_error=False, description="登录后的浏览器会话")
_bearer = HTTPBearer(auto_error=False, description="API 令牌：Authorization: Bearer tj_…")
Bearer = Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
Cookie = Annotated[str | None, Security(_cookie)]


async def _form_csrf(request: Request) -> str | None:
    """The hidden field of a page's form; other bodies are left alone."""
    form = "application/x-www-form-urlencoded"
    if request.method in SAFE_METHODS or not request.headers.get("content-type", "").startswith(form):
        return None
    value = (await request.form()).get(CSRF_FIELD)
    return value if isinstance(value, str) else None


def maybe_user(
    request: Request,
    database: DatabaseDep,
    bearer: Bearer,
    cookie: Cookie,
    form_csrf: Annotated[str | None, Depends(_form_csrf)],
) -> Principal | None:
    """Who asks; None for a visitor. A token counts before a cookie."""
    if bearer is not None:
        return _by_token(database, bearer.credentials)
    if not cookie:
        return None
    with database.reading() as session:
        principal = sessions.find(session, cookie)
    if principal is not None:
        speak(principal.language)
        if request.method not in SAFE_METHODS:
            _check_csrf(principal, request.headers.get(CSRF_HEADER) or form_csrf or "")
    return principal


def _by_token(database: Database, text: str) -> Principal:
    """Raises NotSignedIn: who shows a token that does not count is told so."""
    now = utc_now()
    with database.reading() as session:
        principal = tokens.find(session, text)
        unnoted = principal is not None and tokens.is_use_unnoted(session, text, now)
    if principal is None:
        raise NotSignedIn(_("令牌无效、已过期或已吊销"))
    if unnoted:
        with database.writing() as session:
            tokens.note_use(session, text, now)
    return principal


def _check_csrf(principal: Principal, given: str) -> None:
    if not hmac.compare_digest((principal.csrf_token or "").encode(), given.encode("utf-8", "surrogatepass")):
        raise NotAllowed(_("请求缺少有效的 %(header)s，请刷新页面后再试", header=CSRF_HEADER))


MaybeUser = Annotated[Principal | None, Depends(maybe_user)]


def current_user(principal: MaybeUser) -> Principal:
    """Raises NotSignedIn for a visitor."""
    if principal is None:
        raise NotSignedIn
    return principal


CurrentUser = Annotated[Principal, Depends(current_user)]


class Access:
    """A rule: these roles, with the scope that the method needs (or the one that is named)."""

    def __init__(self, roles: frozenset[UserRole], scope: Scope | None = None) -> None:
        self.roles, self.scope = roles, scope

    def __call__(self, request: Request, principal: CurrentUser) -> Principal:
        needed = self.scope or (Scope.READ if request.method in SAFE_METHODS else Scope.WRITE)
        if principal.role not in self.roles:
            raise NotAllowed
        if needed not in principal.scopes:
            raise NotAllowed(_("令牌缺少权限范围 %(scope)s", scope=needed.value))
        return principal


def allow(*roles: UserRole, scope: Scope | None = None) -> DependsMark:
    """The rule for ``roles``, as in ``Annotated[Principal, allow(UserRole.TRAINER, UserRole.ADMIN)]``."""
    mark: DependsMark = Depends(Access(frozenset(roles), scope))
    return mark


AnyUser = Annotated[Principal, allow(*UserRole)]
Reviewer = Annotated[Principal, allow(UserRole.REVIEWER, UserRole.ADMIN)]
Trainer = Annotated[Principal, allow(UserRole.TRAINER, UserRole.ADMIN)]
Agent = Annotated[Principal, allow(UserRole.AGENT)]
Admin = Annotated[Principal, allow(UserRole.ADMIN)]
Coach = Annotated[Principal, allow(UserRole.TRAINER, UserRole.LEAD, UserRole.ADMIN)]
Staff = Annotated[Principal, allow(UserRole.REVIEWER, UserRole.TRAINER, UserRole.ADMIN)]
StaffOrLead = Annotated[Principal, allow(UserRole.REVIEWER, UserRole.TRAINER, UserRole.LEAD, UserRole.ADMIN)]
CallReader = Annotated[Principal, allow(UserRole.REVIEWER, UserRole.LEAD, UserRole.ADMIN)]
Uploader = Annotated[Principal, allow(UserRole.REVIEWER, UserRole.ADMIN, scope=Scope.UPLOAD)]


def rules_of(dependant: object) -> Iterator[Access]:
    """The rules that a route (its ``dependant``) applies, at any depth."""
    call = getattr(dependant, "call", None)
    if isinstance(call, Access):
        yield call
    for inner in getattr(dependant, "dependencies", ()):
        yield from rules_of(inner)
