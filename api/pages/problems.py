"""Errors as pages: what happened, and what to do next."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.pages.rendering import render

TITLES = {
    403: "这里不对您开放",
    404: "没有找到这个页面",
    405: "这个地址不能这样打开",
    409: "内容已被其他人更改",
    422: "请求里有无效的内容",
    503: "暂时无法服务",
}


def error_page(request: Request, status: int, detail: str) -> Response:
    """A page for the error; who is not signed in is sent to do so, and comes back afterwards."""
    if status == 401:
        place = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        back = f"?next={quote(place)}" if request.method == "GET" and place != "/" else ""
        return RedirectResponse(f"/sign-in{back}", 303)
    return render(request, "problem.html", None, status=status, title=TITLES.get(status, "出错了"), detail=detail)
