"""Errors as pages: what happened, and what to do next."""

from __future__ import annotations

from urllib.parse import quote

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.access import COOKIE
from api.pages.rendering import render
from pipeline.accounts import Principal, sessions
from pipeline.errors import TingjianError
from pipeline.language import Words, _

TITLES = Words(
    {
        403: "这里不对您开放",
        404: "没有找到这个页面",
        405: "这个地址不能这样打开",
        409: "内容已被其他人更改",
        422: "请求里有无效的内容",
        503: "暂时无法服务",
    }
)


def error_page(request: Request, status: int, detail: str) -> Response:
    """A page for the error; who is not signed in is sent to do so, and comes back afterwards."""
    if status == 401:
        place = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        back = f"?next={quote(place)}" if request.method == "GET" and place != "/" else ""
        return RedirectResponse(f"/sign-in{back}", 303)
    person = _person(request)
    csrf_token = (person.csrf_token or "") if person else ""
    return render(
        request, "problem.html", person, csrf_token, status=status, title=TITLES.get(status, _("出错了")), detail=detail
    )


def _person(request: Request) -> Principal | None:
    """Who is signed in, so that the page keeps its navigation; nobody, where even that can't be told."""
    cookie = request.cookies.get(COOKIE)
    if not cookie:
        return None
    try:
        with request.app.state.database.reading() as session:
            return sessions.find(session, cookie)
    except (TingjianError, SQLAlchemyError):
        return None
