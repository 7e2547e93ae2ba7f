"""What holds for every answer and every request, whoever asks: headers, size of bodies, silence about ourselves."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import failed, problem

MOST_BYTES = 1024 * 1024  # of a request's body, but for uploads
CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class SecurityHeaders:
    """Adds HEADERS to every answer; what is not told to be kept is not kept by browsers and proxies."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
                if scope.get("scheme") == "https":
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


class Aborted(Exception):
    """The connection is cut, since the answer broke off after it had begun; the cause was logged."""


class CatchUnexpected:
    """An error that nobody expected becomes our 500. A server's own log would print its message: that may hold words
    of a call."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watching(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watching)
        except Exception as error:
            answer = failed(Request(scope), error)
            if started:
                raise Aborted from None
            await answer(scope, receive, send)


class BodyTooLarge(HTTPException):
    """Raised into whoever reads the body; the framework passes errors of this kind on."""

    def __init__(self) -> None:
        super().__init__(413, headers={"Connection": "close"})


class BodyLimit:
    """Refuses bodies over MOST_BYTES before they are in memory, but at the paths of uploads, which see to it."""

    def __init__(self, app: ASGIApp, uploads: frozenset[str] = frozenset()) -> None:
        self.app, self.uploads = app, uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in self.uploads:
            await self.app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdecimal() or int(declared) > MOST_BYTES:
            await _too_large(scope, receive, send)
            return
        await self.app(scope, _counting(receive), send)


def _counting(receive: Receive) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > MOST_BYTES:
            raise BodyTooLarge
        return message

    return counted


async def _too_large(scope: Scope, receive: Receive, send: Send) -> None:
    answer = problem(413, "ContentTooLarge", "请求内容过大", {"Connection": "close"})
    await answer(scope, receive, send)
