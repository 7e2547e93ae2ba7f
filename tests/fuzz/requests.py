"""Requests that nobody would make, by visitors and by every role, on every route.

Each is answered, none with an error of ours, and a visitor learns nothing.
"""

from __future__ import annotations

import base64
import json
import logging
import random
import string
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.routing import Route

from tests.api.site import Site, open_site
from tests.builders import agent, call, customer

ROLES = ("reviewer", "trainer", "agent", "admin")
OPEN = ("/healthz", "/readyz", "/sign-in", "/api/v1/auth/sign-in", "/static", "/api/v1/openapi.json", "/favicon", "/")
TOGETHER = 250  # requests of the same people
SLOWEST = 20.0  # seconds
LEFT_OUT = ("/events",)  # answers for as long as one listens
WORDS = (
    "",
    "0",
    "1",
    "-1",
    "2147483648",
    "9" * 40,
    "null",
    "true",
    "nan",
    "inf",
    "1e999",
    "0x10",
    "\0",
    "\ud800",
    "é",
    "听鉴",
    "\u202e",
    "%",
    "%00",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "../../etc/passwd",
    "a" * 300,
    "0001-01-01T00:00:00+23:59",
    "9999-12-31",
    "2024-02-30",
    "1970-01-01T00:00:00Z",
    "newest",
    "score",
    "pass",
    "fail",
    "greeting",
    "forbidden_phrases",
    "vague",
    "done",
    "failed",
    "agent",
    "team",
    "check",
    "csv",
    "xlsx",
    "A001",
    "0" * 32,
    "f" * 32,
    "[]",
    "{}",
    "大概",
    "\r\nX: y",
    "\x1b[2J",
)
HEADERS = {
    "range": ("bytes=0-", "bytes=-1", "bytes=9-1", "bytes=" + "0-1," * 50, "x"),
    "if-none-match": ("*", '"x"'),
    "content-type": (
        "application/json",
        "text/plain",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "application/zip",
        "é",
    ),
    "authorization": ("Bearer x", "Bearer tj_" + "x" * 500, "Basic eDp5"),
    "cookie": ("tingjian_session=x",),
    "accept": ("text/html", "*/*"),
    "host": ("evil.example", "x" * 300),
}


def fuzz_requests(number: int, seed: int) -> Iterator[str]:
    """A line for each request that was not answered as it should be."""
    chance = random.Random(seed)
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        site = open_site(Path(folder))
        known = [
            site.store(call(agent("您好，大概明天吧。"), customer(f"打印机坏了{n}次，电话13800138000。")))
            for n in range(3)
        ]
        routes = _routes(site)
        for index in range(number):
            if index % TOGETHER == 0:  # administrators may have disabled everybody meanwhile
                browsers = {role: site.sign_in(role) for role in ROLES} | {"visitor": site.visitor()}
            who, (path, method) = chance.choice(list(browsers)), chance.choice(routes)
            if method == "POST" and path.endswith("/sign-out"):
                who = "visitor"  # the others stay
            yield from _ask(site, browsers[who], who, method, path, known, chance)
        site.close()
    logging.disable(logging.NOTSET)


def _routes(site: Site) -> list[tuple[str, str]]:
    found = [
        (route.path, method)
        for route in site.app.routes
        if isinstance(route, Route)
        for method in sorted(route.methods or ())
    ]
    return [one for one in found if not one[0].endswith(LEFT_OUT)] + [("/nowhere", "GET"), ("/queue/", "GET")]


def _ask(
    site: Site, browser: Any, who: str, method: str, path: str, known: list[str], chance: random.Random
) -> Iterator[str]:
    address = _address(path, known, chance)
    kept = dict(browser.headers), list(browser.cookies.jar)
    more = _body(method, known, chance) | {"params": _query(chance), "headers": _headers(chance)}
    began = time.monotonic()
    try:
        answer = browser.request(method, address, **more)
    except (UnicodeEncodeError, ValueError):
        return  # the client itself refuses to send it
    except Exception as error:
        yield f"{who} {method} {address!r} {more!r:.400}: {type(error).__name__}"
        return
    took = time.monotonic() - began
    browser.headers, cookies = kept
    for cookie in cookies:
        browser.cookies.jar.set_cookie(cookie)
    if answer.status_code >= 500 and answer.status_code != 503:
        yield f"{who} {method} {address!r} {more!r:.400}: {answer.status_code}"
    if who == "visitor" and answer.status_code < 300 and not path.startswith(OPEN[:-1]) and path != "/":
        yield f"a visitor got {answer.status_code} from {method} {address!r}"
    if took > SLOWEST:
        yield f"{who} {method} {address!r} {more!r:.200}: {took:.0f} s"


def _address(path: str, known: list[str], chance: random.Random) -> str:
    parts = []
    for part in path.split("/"):
        if part.startswith("{"):
            likely = chance.choice(known) if "call" in part else str(chance.randrange(1, 6))
            part = likely if chance.random() < 0.5 else _quoted(chance.choice(WORDS))
        parts.append(part)
    return "/".join(parts)


def _quoted(word: str) -> str:
    return quote(word.encode("utf-8", "surrogatepass"), safe="") or "x"


NAMES = (
    "q",
    "cursor",
    "limit",
    "sort",
    "state",
    "date_from",
    "date_to",
    "since",
    "until",
    "check",
    "verdict",
    "category",
    "agent_id",
    "team",
    "min_score",
    "max_score",
    "start",
    "end",
    "call_id",
    "offset",
    "calls",
    "by",
    "format",
    "before",
    "who",
    "about",
    "next",
    "channel",
    "why",
    "mine",
    "page",
)


def _query(chance: random.Random) -> dict[str, str]:
    return {chance.choice(NAMES): _word(chance) for _ in range(chance.choice((0, 0, 1, 2, 4)))}


def _word(chance: random.Random) -> str:
    if chance.random() < 0.2:
        return base64.urlsafe_b64encode(json.dumps([_value(chance, 2) for _ in range(3)]).encode()).decode()
    word = chance.choice(WORDS) if chance.random() < 0.8 else "".join(chance.choices(string.printable, k=20))
    return word.encode("utf-8", "replace").decode()


def _headers(chance: random.Random) -> dict[str, str]:
    names = chance.sample(list(HEADERS), chance.choice((0, 0, 0, 1, 2)))
    return {name: chance.choice(HEADERS[name]) for name in names}


FIELDS = (
    "name",
    "password",
    "role",
    "agent_id",
    "scopes",
    "days",
    "text",
    "entry",
    "files",
    "installed",
    "yaml",
    "category",
    "call_id",
    "finding_id",
    "check",
    "verdict",
    "action",
    "comment",
    "version",
    "reason",
    "upheld",
    "wishes",
    "start",
    "end",
    "good",
    "note",
    "clip_ids",
    "url",
    "events",
    "description",
    "since",
    "until",
    "calls",
    "verdicts",
    "old",
    "new",
    "disabled",
    "display_name",
    "char_start",
    "char_end",
    "utterance",
    "added_id",
    "call_ids",
    "severity",
)


def _value(chance: random.Random, depth: int = 0) -> Any:
    kinds = [
        lambda: chance.choice(WORDS).encode("utf-8", "replace").decode(),
        lambda: chance.randrange(-5, 9),
        lambda: None,
        lambda: True,
        lambda: 10**30,
        lambda: -0.5,
    ]
    if depth < 3:
        kinds += [
            lambda: [_value(chance, depth + 1) for _ in range(chance.randrange(4))],
            lambda: _object(chance, depth + 1),
        ]
    return chance.choice(kinds)()


def _object(chance: random.Random, depth: int = 0) -> dict[str, Any]:
    return {chance.choice(FIELDS): _value(chance, depth) for _ in range(chance.randrange(6))}


def _body(method: str, known: list[str], chance: random.Random) -> dict[str, Any]:
    if method in ("GET", "HEAD"):
        return {}
    kind = chance.randrange(6)
    if kind < 3:
        body = _object(chance) | ({"call_id": chance.choice(known)} if chance.random() < 0.3 else {})
        return {"json": body if chance.random() < 0.9 else _value(chance)}
    if kind == 3:
        return {
            "content": chance.choice(
                (b"", b"{", b"[" * 9999, b"\xff\xfe", b"PK\x05\x06" + bytes(18), chance.randbytes(300))
            )
        }
    if kind == 4:
        return {"data": {chance.choice(FIELDS): _word(chance) for _ in range(3)}}
    name = chance.choice(("a.wav", "../x.wav", "a.transcript.json", "", "calls.csv", "\u202ea.wav", "a" * 400))
    content = chance.choice(
        (b"", b"RIFF" + chance.randbytes(80), b'{"utterances": []}', b"recording,agent_id\na.wav,A1\n", b"[" * 5000)
    )
    fields = {chance.choice((*FIELDS, "started_at", "direction", "ring_seconds")): _word(chance) for _ in range(2)}
    return {"files": {chance.choice(("file", "x")): (name, content)}, "data": fields}
