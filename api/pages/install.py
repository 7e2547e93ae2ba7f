"""Puts the pages into the application."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.responses import Response

from api.pages import (
    appeals,
    assignments,
    board,
    call,
    calls,
    cases,
    coaching,
    failures,
    home,
    inbox,
    language,
    lexicon,
    me,
    notes,
    people,
    quality,
    quarter,
    queue,
    rules,
    sign_in,
    sso,
    uploads,
)
from api.pages.problems import error_page
from api.pages.rendering import STATIC, compile_early

ROUTERS = (
    home.router,
    sign_in.router,
    sso.router,
    language.router,
    queue.router,
    calls.router,
    failures.router,
    call.router,
    board.router,
    people.router,
    me.router,
    appeals.router,
    lexicon.router,
    rules.router,
    coaching.router,
    quality.router,
    uploads.router,
    notes.router,
    cases.router,
    quarter.router,
    assignments.router,
    inbox.router,
)


class OwnFiles(StaticFiles):
    """Our scripts and styles. Browsers keep them, but ask each time whether they changed: modules import each other
    by plain names."""

    def file_response(self, *args: object, **more: object) -> Response:
        response = super().file_response(*args, **more)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "no-cache"
        return response


def install(app: FastAPI) -> None:
    """Add every page, our own files, and pages for errors."""
    for router in ROUTERS:
        app.include_router(router, include_in_schema=False)
    app.mount("/static", OwnFiles(directory=STATIC), name="static")
    app.state.error_page = error_page
    compile_early()
