"""``visit(name)`` opens a browser window signed in as that person; whatever goes wrong in it fails the test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright
from sqlalchemy.engine import URL

from api.access import COOKIE
from pipeline.storage import Database
from tests.api.site import Site, open_site
from tests.e2e import chromium
from tests.e2e.live import add_people, serving
from tests.e2e.lived import user_of
from tests.e2e.spoken import polite_call, rude_call, store_spoken

PATIENCE = 30_000.0  # milliseconds that a page may take on a busy machine
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.executable()
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a site with people and two calls: made once, copied for each test."""
    folder = tmp_path_factory.mktemp("prepared")
    site = open_site(folder / "data")
    add_people(site)
    for heard in (rude_call(), polite_call()):
        store_spoken(site.database, site.recordings, heard, folder)
    site.close()  # SQLite's last connection leaves everything in one file
    return folder / "data"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FastAPI, str]]:
    """An application that is served as long as tests run, and its address; each test gives it a store."""
    site = open_site(tmp_path_factory.mktemp("server"))
    with serving(site.app) as address:
        yield site.app, address
    site.database.close()


@pytest.fixture
def live(server: tuple[FastAPI, str], prepared: Path, tmp_path: Path) -> Iterator[tuple[Site, str]]:
    """A site with people and two calls, and its address."""
    app, address = server
    folder = shutil.copytree(prepared, tmp_path / "data")
    database = Database(URL.create("sqlite", database=str(folder / "tingjian.db")))
    site = open_site(folder, database, served=app)
    yield site, address
    site.close()


@dataclass
class Watch:
    """What a page must not do: complain in the console, throw, or ask another host for anything."""

    host: str
    faults: list[str] = field(default_factory=list)
    refusals: set[int] = field(default_factory=set)  # statuses that the test asks for

    def over(self, page: Page) -> Page:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("request", self._request)
        return page

    def _console(self, message: ConsoleMessage) -> None:
        asked_for = any(f"status of {status}" in message.text for status in self.refusals)
        if message.type in ("error", "warning") and not asked_for:
            self.faults.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https") and address.netloc != self.host:
            self.faults.append(f"left the host: {request.url}")


@pytest.fixture
def visit(browser: Browser, live: tuple[Site, str]) -> Iterator[Callable[..., Page]]:
    """``visit(name, path="/", phone=False, refused=None)``; an empty name is a visitor. ``refused`` is a status that
    the test provokes."""
    site, address = live
    watch, contexts = Watch(urlsplit(address).netloc), []

    def open_page(name: str = "", path: str = "/", *, phone: bool = False, refused: int | None = None) -> Page:
        context = browser.new_context(
            base_url=address, viewport=PHONE if phone else WIDE, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        contexts.append(context)
        if name:
            context.add_cookies([{"name": COOKIE, "value": cookie_of(site, name), "url": address}])
        watch.refusals |= {refused} if refused else set()
        page = watch.over(context.new_page())
        page.set_default_timeout(PATIENCE)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert watch.faults == []


def cookie_of(site: Site, name: str) -> str:
    """What the browser of this person holds after signing in; typing the password is for test_sign_in."""
    with site.database.reading() as session:
        user_id = user_of(session, name)
    return site.session_of(user_id).cookie


def sign_in(page: Page, name: str, password: str) -> None:
    page.goto("/sign-in")
    page.fill("[name=name]", name)
    page.fill("[name=password]", password)
    with page.expect_navigation():
        page.click("button:has-text('登录')")
