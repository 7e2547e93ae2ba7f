"""The first page: everybody is led to where their work is."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from api.deps import AnyUser
from api.pages.navigation import HOMES
from api.pages.rendering import render

router = APIRouter()


@router.get("/")
def home(request: Request, user: AnyUser) -> Response:
    if (place := HOMES.get(str(user.role), "/")) != "/":
        return RedirectResponse(place, 303)
    return render(request, "home.html", user, user.csrf_token or "")
