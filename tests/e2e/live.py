"""The application behind a real server, for a real browser."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from pipeline.accounts.passwords import hash_password
from tests.api.site import Site

PASSWORD = "a long pass phrase"
STARTS_WITHIN = 30.0
PEOPLE = (
    ("reviewer", "liting", None),
    ("reviewer", "wangwei", None),
    ("trainer", "chen", None),
    ("agent", "a001", "A001"),
    ("agent", "a002", "A002"),
    ("admin", "root", None),
)


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The address at which ``app`` answers."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    _wait_for(server)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def add_people(site: Site) -> None:
    """One of each role, and a second reviewer; all with PASSWORD."""
    hashed = hash_password(PASSWORD)
    for role, name, agent_id in PEOPLE:
        site.add_user(role, name, agent_id, hashed)


def _wait_for(server: uvicorn.Server) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while not server.started:
        if time.monotonic() > end:
            raise TimeoutError("the server did not start")
        time.sleep(0.02)
