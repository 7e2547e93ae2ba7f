"""Signing in and out."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from fastapi import APIRouter, Request, Response

from api.access import BROWSER_COOKIE, COOKIE
from api.deps import AnyUser, DatabaseDep, WriteSession
from api.languages import keep
from api.schemas.accounts import Me, SignIn
from api.schemas.problem import Problem
from api.sign_in_queue import in_turn
from pipeline.accounts import audit, known_browser, sessions
from pipeline.accounts.errors import NotAllowed
from pipeline.accounts.sessions import LASTS, SignedIn
from pipeline.accounts.sign_in import sign_in
from pipeline.language import _
from pipeline.storage import Database

router = APIRouter(prefix="/auth", tags=["登录"])


@router.post("/sign-in", responses={429: {"model": Problem, "description": "失败次数过多"}})
async def post_sign_in(request: Request, response: Response, given: SignIn, database: DatabaseDep) -> Me:
    """Begin a session: sets the cookie, and answers with the CSRF token that goes with it."""
    signed_in = await sign_in_by(request, database, given.name, given.password)
    set_cookie(request, response, signed_in)
    return Me.of(signed_in.principal, signed_in.expires_at)


@router.post("/sign-out", status_code=204)
def post_sign_out(request: Request, response: Response, user: AnyUser, session: WriteSession) -> None:
    """End this session; a token is not ended by it."""
    if cookie := request.cookies.get(COOKIE):
        sessions.end(session, cookie)
        audit.note(session, user.user_id, "user.signed_out", "user", user.user_id)
    response.delete_cookie(COOKIE, path="/")


@router.get("/me")
def get_me(user: AnyUser) -> Me:
    """Who is signed in."""
    return Me.of(user)


async def sign_in_by(request: Request, database: Database, name: str, password: str) -> SignedIn:
    """When it is its turn. Raises WrongPassword, TooManyAttempts, TooBusy."""
    refuse_other_sites(request)
    browser, address = request.cookies.get(BROWSER_COOKIE), address_of(request)
    only_admins = request.app.state.settings.sso_only
    return await in_turn(lambda: sign_in(database, name, password, address, browser, only_admins=only_admins))


def set_cookie(request: Request, response: Response, signed_in: SignedIn) -> None:
    """Scripts can't read it, other sites can't send it with their forms."""
    cookies = ((COOKIE, signed_in.cookie, LASTS), (BROWSER_COOKIE, signed_in.browser, known_browser.LASTS))
    for name, value, lasts in cookies:
        response.set_cookie(
            name,
            value,
            max_age=int(lasts.total_seconds()),
            path="/",
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
    if signed_in.principal.language:
        keep(response, signed_in.principal.language)


def address_of(request: Request) -> str:
    """The address that asks, as far as the server knows it; of IPv6 the network that one customer has as a whole."""
    host = request.client.host if request.client else "unknown"
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network((address, 64), strict=False))
    return host


def refuse_other_sites(request: Request) -> None:
    """Another site must not sign somebody's browser in as somebody else."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise NotAllowed(_("请从本网站登录"))
