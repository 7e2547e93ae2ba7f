"""The application on a store of its own, and browsers of every role."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.access import COOKIE, CSRF_HEADER
from api.main import create_app, hold
from pipeline.accounts import sessions, tokens, users
from pipeline.accounts.principal import ALL_SCOPES, Scope
from pipeline.accounts.sessions import SignedIn
from pipeline.domain.call import Call
from pipeline.settings import Settings
from pipeline.storage import Database, calls
from pipeline.storage.recordings import RecordingStore
from pipeline.storage.tables import ScorecardRow, UserRole
from tests.databases import empty_sqlite
from tests.stored_calls import store_call

PASSWORD = "correct horse 42"
_numbers = itertools.count(1)
_unused_apps: list[FastAPI] = []  # making one takes longer than most tests


@dataclass
class Site:
    """``sign_in(role)`` is a browser with cookie and CSRF header set; ``visitor()`` has neither."""

    settings: Settings
    database: Database
    recordings: RecordingStore
    app: FastAPI
    served: bool = False  # by a server, which keeps the application
    opened: list[TestClient] = field(default_factory=list)

    def visitor(self) -> TestClient:
        client = TestClient(self.app, base_url="http://testserver", follow_redirects=False)
        self.opened.append(client)
        return client

    def add_user(
        self,
        role: UserRole | str,
        name: str = "",
        agent_id: str | None = None,
        password_hash: str = "unusable",
        team: str | None = None,
    ) -> int:
        role = UserRole(role)
        agent_id = agent_id or ("A001" if role is UserRole.AGENT else None)
        team = team or ("一组" if role is UserRole.LEAD else None)
        with self.database.writing() as session:
            name = name or f"{role}-{next(_numbers)}"
            return users.add_user(session, name, role, password_hash, agent_id=agent_id, team=team).id

    def sign_in(
        self, role: UserRole | str, name: str = "", agent_id: str | None = None, team: str | None = None
    ) -> TestClient:
        """A browser of a new user; ``client.user_id`` is theirs. An agent is A001, a lead that of 一组, unless told
        otherwise."""
        return self.browser(self.add_user(role, name, agent_id, team=team))

    def browser(self, user_id: int) -> TestClient:
        """Another browser, signed in as a user that exists."""
        signed_in = self.session_of(user_id)
        client = self.visitor()
        client.cookies.set(COOKIE, signed_in.cookie)
        client.headers[CSRF_HEADER] = signed_in.principal.csrf_token or ""
        client.user_id = user_id  # type: ignore[attr-defined]
        return client

    def session_of(self, user_id: int) -> SignedIn:
        """What a browser holds once the user has signed in."""
        with self.database.writing() as session:
            return sessions.start(session, users.get_user(session, user_id))

    def token(self, user_id: int, *scopes: Scope) -> TestClient:
        """A program of that user; all scopes where none is named."""
        with self.database.writing() as session:
            _, text = tokens.issue(session, user_id, "test", scopes or ALL_SCOPES, 30)
        client = self.visitor()
        client.headers["Authorization"] = f"Bearer {text}"
        return client

    def store(self, heard: Call, audio: Path | None = None, **more: Any) -> str:
        return store_call(self.database, self.recordings, heard, audio, **more)

    def publish(self, call_id: str) -> None:
        """As the review's publication does, for tests that need no review."""
        with self.database.writing() as session:
            row = calls.get_call(session, call_id)
            row.review_state, row.published_at = "published", datetime.now(UTC)
            session.get_one(ScorecardRow, row.scorecard_id).published_at = row.published_at

    def close(self) -> None:
        for client in self.opened:
            client.close()
        self.app.state.trail.close()
        self.database.close()
        if not self.served:
            _unused_apps.append(self.app)


def open_site(folder: Path, database: Database | None = None, served: FastAPI | None = None) -> Site:
    """A site in ``folder``: on an empty SQLite store, unless a (migrated) database is given. An application that a
    server runs may be given: it leaves the store that it stood on."""
    settings = Settings(data_dir=folder, _env_file=None)  # type: ignore[call-arg]
    if database is None:
        database = Database(empty_sqlite(folder / "tingjian.db"))
    recordings = RecordingStore.of(settings)
    app = served or (_unused_apps.pop() if _unused_apps else create_app(settings, database, recordings))
    hold(app, settings, database, recordings)
    return Site(settings, database, recordings, app, served is not None)
