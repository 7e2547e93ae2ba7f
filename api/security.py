"""What holds for every answer and every request, whoever asks: headers, size of bodies, silence about ourselves."""

from __future__ import annotations

import asyncio
from weakref import WeakKeyDictionary

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import failed, problem
from pipeline.language import N_, _

MOST_BYTES = 1024 * 1024  # of a request's body, but for uploads
LONGEST_BODY = 30.0  # seconds that a body may take, but for uploads
LONGEST_PAUSE = 30.0  # seconds between two pieces of an upload
TOO_SLOW = ("RequestTimeout", N_("请求没有按时发完"))
AT_ONCE = 16  # requests; fewer than the database has connections
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


class KnownHosts:
    """Answers only to the names of TINGJIAN_ALLOWED_HOSTS, if there are any; to /healthz under every name, since those
    who look whether we live ask by an address."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] != "/healthz":
            listed = scope["app"].state.settings.allowed_hosts
            if listed and not _is_known(Headers(scope=scope).get("host", ""), listed.split(",")):
                await problem(400, "UnknownHost", _("不认识的主机名"))(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _is_known(given: str, listed: list[str]) -> bool:
    name = given.rsplit(":", 1)[0].strip("[]") if not given.endswith("]") else given.strip("[]")
    name = name.lower().rstrip(".")
    return any(
        name == known or (known.startswith("*.") and name.endswith(known[1:])) for known in map(str.lower, listed)
    )


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


class BodyLimit:
    """Receives bodies whole, and refuses those over MOST_BYTES; at the paths of uploads the routes see to it.

    A route starts when its request is there: who sends slowly keeps nobody else waiting.
    """

    def __init__(self, app: ASGIApp, uploads: frozenset[str] = frozenset()) -> None:
        self.app, self.uploads = app, uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["path"] in self.uploads:
            await self.app(scope, _in_time(receive), send)
            return
        declared = Headers(scope=scope).get("content-length", "0")
        try:
            async with asyncio.timeout(LONGEST_BODY):
                body = await _received(receive) if _is_allowed(declared) else None
        except TimeoutError:
            await problem(408, TOO_SLOW[0], _(TOO_SLOW[1]), {"Connection": "close"})(scope, receive, send)
            return
        if body is None:
            await _too_large(scope, receive, send)
            return
        await self.app(scope, _replayed(body, receive), send)


def _is_allowed(declared: str) -> bool:
    return declared.isdecimal() and len(declared) < 20 and int(declared) <= MOST_BYTES


def _in_time(receive: Receive) -> Receive:
    """Each piece of an upload has to come within LONGEST_PAUSE."""

    async def receive_in_time() -> Message:
        try:
            return await asyncio.wait_for(receive(), LONGEST_PAUSE)
        except TimeoutError:
            raise HTTPException(408, headers={"Connection": "close"}) from None

    return receive_in_time


async def _received(receive: Receive) -> bytes | None:
    """The whole body; None where it is too large."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > MOST_BYTES:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def _replayed(body: bytes, receive: Receive) -> Receive:
    told = False

    async def replay() -> Message:
        nonlocal told
        if told:
            return await receive()  # that the browser went away
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


class Slots:
    """Lets AT_ONCE requests in at a time; the others wait outside, where they hold nothing.

    A request holds a connection of the database while the framework waits for a thread. Without this limit all
    threads may wait for connections while all connections wait for threads. A slot is free again when the answer
    begins: by then the transaction is over. The paths ``outside`` need none.
    """

    def __init__(self, app: ASGIApp, outside: frozenset[str] = frozenset()) -> None:
        self.app, self.outside = app, outside
        self._slots: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in self.outside:
            await self.app(scope, receive, send)
            return
        slots = self._slots.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE))
        await slots.acquire()
        held = True

        def leave() -> None:
            nonlocal held
            if held:
                held = False
                slots.release()

        async def watching(message: Message) -> None:
            leave()
            await send(message)

        try:
            await self.app(scope, receive, watching)
        finally:
            leave()


async def _too_large(scope: Scope, receive: Receive, send: Send) -> None:
    answer = problem(413, "ContentTooLarge", _("请求内容过大"), {"Connection": "close"})
    await answer(scope, receive, send)
