"""Signing in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from api.access import COOKIE
from api.deps import AnyUser, DatabaseDep, MaybeUser, WriteSession
from api.pages.rendering import render
from api.routers.auth import refuse_other_sites, set_cookie, sign_in_by
from pipeline.accounts import audit, sessions
from pipeline.accounts.errors import TooManyAttempts, WrongPassword
from pipeline.errors import TooBusy
from pipeline.language import _, translated

router = APIRouter()
LONGEST = 200
Text = Annotated[str, Form(max_length=LONGEST)]


@router.get("/sign-in")
def show_sign_in(request: Request, user: MaybeUser, next: str = "/") -> Response:
    if user is not None:
        return RedirectResponse(local(next), 303)
    return _form(request, local(next))


@router.post("/sign-in")
async def post_sign_in(
    request: Request,
    database: DatabaseDep,
    name: Text = "",
    password: Text = "",
    next: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Begin a session and go where one wanted to go; a failure shows the form again."""
    refuse_other_sites(request)
    if not name.strip() or not password:
        return _form(request, local(next), name, _("请输入用户名和密码"), 422)
    try:
        signed_in = await sign_in_by(request, database, name, password)
    except WrongPassword as error:
        return _form(request, local(next), name, str(error), 401)
    except TooManyAttempts as error:
        return _form(request, local(next), name, str(error), 429)
    except TooBusy as error:
        return _form(request, local(next), name, str(error), 503)
    answer = RedirectResponse(local(next), 303)
    set_cookie(request, answer, signed_in)
    return answer


@router.post("/sign-out")
def post_sign_out(request: Request, user: AnyUser, session: WriteSession) -> Response:
    if cookie := request.cookies.get(COOKIE):
        sessions.end(session, cookie)
        audit.note(session, user.user_id, "user.signed_out", "user", user.user_id)
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(COOKIE, path="/")
    return answer


def local(place: str) -> str:
    """``place`` where it is a path of ours, else the first page: nobody is led to another site."""
    plain = place.startswith("/") and not place.startswith(("//", "/\\")) and place.isprintable()
    return place if plain and "\\" not in place else "/"


def _form(request: Request, next: str, name: str = "", error: str = "", status: int = 200) -> Response:
    return render(
        request, "sign_in.html", None, status=status, next=next, name=name, error=error, sso=sso_title(request)
    )


def sso_title(request: Request) -> str:
    """What the organisation's accounts are called; empty where there are none."""
    provider = request.app.state.sso
    return translated(provider.arrangement.title) if provider is not None else ""
