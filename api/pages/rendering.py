"""Templates with what every page needs: who is signed in, where one is, the theme, the addresses of our own files."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.pages.navigation import entries_for
from api.pages.script_texts import script_texts
from api.pages.views.formats import FORMATS
from pipeline.language import SHORT, TAGS, TITLES, Words, language, templates

FOLDER = Path(__file__).resolve().parent.parent
STATIC = FOLDER / "static"
ROLE_TITLES = Words({"reviewer": "质检员", "trainer": "培训师", "agent": "坐席", "lead": "班组长", "admin": "管理员"})
THEMES = ("light", "dark")
OFTEN = ("base", "macros/", "sign_in", "queue", "call")  # templates that begin so are compiled when the server starts


class Person(Protocol):
    """Who looks at the page: what :class:`api.deps.Principal` says of them."""

    @property
    def display_name(self) -> str: ...
    @property
    def role(self) -> str: ...


def render(
    request: Request,
    template: str,
    person: Person | None,
    csrf_token: str = "",
    *,
    status: int = 200,
    at: str = "",
    **view: Any,
) -> HTMLResponse:
    """The page ``template`` for ``person``; a private page is never kept by a cache.

    ``at`` is the address that the navigation marks as the current one, where it is not the page's own.
    """
    shared = {
        "user": _user(person) if person else None,
        "navigation": entries_for(str(person.role), at or request.url.path) if person else [],
        "csrf_token": csrf_token,
        "theme": _theme(request),
        "lang": TAGS[language()],
        "other_language": _other_language(),
        "address": _address(request),
        "script_texts": script_texts(),
    }
    body = environment().get_template(template).render(**shared, **view)
    return HTMLResponse(body, status, headers={"Cache-Control": "no-store"})


@cache
def environment() -> Environment:
    """Everything is escaped; a name that a template misspells is an error, not an empty place."""
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[templates.EXTENSION],
    )
    templates.install(made)
    made.globals["asset"] = asset
    made.filters.update(FORMATS)
    return made


def compile_early() -> None:
    """Compile what most visitors open first, so that none of them waits for it."""
    made = environment()
    for name in made.list_templates(["html"]):
        if name.startswith(OFTEN):
            made.get_template(name)


@cache
def asset(path: str) -> str:
    """The address of one of our files; it changes with the content, so that no browser shows yesterday's."""
    return f"/static/{path}?v={sha256((STATIC / path).read_bytes()).hexdigest()[:10]}"


def _user(person: Person) -> dict[str, str]:
    role = str(person.role)
    return {"display_name": person.display_name, "role": role, "role_title": ROLE_TITLES[role]}


def _other_language() -> dict[str, str]:
    """The one that the switch offers."""
    code = next(code for code in TITLES if code != language())
    return {"code": code, "title": TITLES[code], "short": SHORT[code]}


def _address(request: Request) -> str:
    """Where to go back to."""
    if request.method != "GET":
        return "/"
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _theme(request: Request) -> str:
    """What the reader chose; empty: as the system has it."""
    chosen = request.cookies.get("theme", "")
    return chosen if chosen in THEMES else ""
