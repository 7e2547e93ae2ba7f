"""Signing in with the organisation's account: to the provider, and back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from api.deps import DatabaseDep, SettingsDep
from api.pages.rendering import render
from api.pages.sign_in import local, sso_title
from api.routers.auth import set_cookie
from pipeline.accounts.sso import Provider, Refused, begin, finish
from pipeline.accounts.sso.flow import LASTS
from pipeline.language import _
from pipeline.storage.errors import NotInStore

router = APIRouter(prefix="/sso")
COOKIE, PATH = "tingjian_sso", "/sso"
ANSWERS = ("code", "state", "error")
LONGEST = 4000


def _provider(request: Request) -> Provider:
    provider: Provider | None = request.app.state.sso
    if provider is None:
        raise NotInStore(_("页面"), _("单点登录没有启用"))
    return provider


ProviderDep = Annotated[Provider, Depends(_provider)]


@router.get("/start")
def start(
    request: Request, provider: ProviderDep, settings: SettingsDep, next: Annotated[str, Query(max_length=2000)] = "/"
) -> Response:
    redirect = settings.sso_redirect_url or str(request.url_for("callback"))
    try:
        flow = begin(provider, redirect, local(next))
    except Refused as error:
        return _refused(request, error)
    answer = RedirectResponse(flow.address, 303)
    answer.set_cookie(
        COOKIE,
        flow.cookie,
        max_age=LASTS,
        path=PATH,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return answer


@router.get("/callback")
def callback(request: Request, provider: ProviderDep, database: DatabaseDep) -> Response:
    """The provider's answer comes with the address; it counts only with the cookie that this browser got before."""
    given = {name: request.query_params[name][:LONGEST] for name in ANSWERS if name in request.query_params}
    try:
        signed_in, then = finish(provider, database, request.cookies.get(COOKIE), given)
    except Refused as error:
        return _refused(request, error)
    answer = RedirectResponse(local(then), 303)
    set_cookie(request, answer, signed_in)
    answer.delete_cookie(COOKIE, path=PATH)
    return answer


def _refused(request: Request, error: Refused) -> Response:
    answer = render(
        request, "sign_in.html", None, status=401, next="/", name="", error=str(error), sso=sso_title(request)
    )
    answer.delete_cookie(COOKIE, path=PATH)
    return answer
