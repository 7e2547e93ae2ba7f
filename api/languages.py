"""Which language somebody reads: the one that is set for the user, else the one that this browser chose, else what the
browser or program accepts, else Chinese."""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from pipeline.language import SOURCE, TITLES, speaking

LANGUAGE_COOKIE = "language"
YEAR_SECONDS = 365 * 24 * 3600


class Languages:
    """Every request speaks a language from its beginning; :func:`api.access.maybe_user` knows the user's own later."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        with speaking(asked_for(HTTPConnection(scope))):
            await self.app(scope, receive, send)


def asked_for(request: HTTPConnection) -> str:
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    return chosen if chosen in TITLES else accepted(request.headers.get("accept-language", ""))


def accepted(header: str) -> str:
    """The first of our languages that ``Accept-Language`` names with the highest weight; Chinese where it names none.

    >>> accepted("fr, en-GB;q=0.8, zh;q=0.5")
    'en'
    """
    wanted = sorted((_weighed(part) for part in header[:500].split(",")), key=lambda pair: pair[1], reverse=True)
    return next((language for language, weight in wanted if weight > 0 and language in TITLES), SOURCE)


def _weighed(part: str) -> tuple[str, float]:
    tag, _, weight = part.partition(";q=")
    try:
        return tag.strip().lower().split("-")[0], float(weight or 1)
    except ValueError:
        return "", 0.0


def keep(response: Response, language: str) -> None:
    """This browser remembers ``language``; empty: it forgets what it chose."""
    if language:
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR_SECONDS, path="/", samesite="lax")
    else:
        response.delete_cookie(LANGUAGE_COOKIE, path="/")
