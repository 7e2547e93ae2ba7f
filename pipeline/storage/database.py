"""The connection to SQLite or PostgreSQL, and transactions on it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from pipeline.settings import Settings
from pipeline.storage.errors import StoreError

BUSY_SECONDS = 60.0  # a writer waits so long for another one; SQLite has one writer at a time
_WRITES = "tingjian_writes"
T = TypeVar("T")


class Database:
    """One database; safe to share between threads, not between processes that fork."""

    def __init__(self, url: str | URL, pool_size: int = 10) -> None:
        self.url = _parsed(url)
        self.engine = _engine(self.url, pool_size)
        self._readers = sessionmaker(self.engine, expire_on_commit=False)
        self._writers = sessionmaker(self.engine.execution_options(**{_WRITES: True}), expire_on_commit=False)

    @classmethod
    def of(cls, settings: Settings) -> Database:
        """The database that the settings name; by default a file in the data folder, which is made."""
        if settings.database_url:
            return cls(settings.database_url)
        try:
            settings.data_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError("数据文件夹无法建立，请检查 TINGJIAN_DATA_DIR 和权限") from error
        return cls(URL.create("sqlite", database=str(settings.data_dir.absolute() / "tingjian.db")))

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only looks; never waits for a writer."""
        with self._readers() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that is committed at the end of the block, or undone whole where the block raises."""
        with self._writers.begin() as session:
            yield session

    def close(self) -> None:
        self.engine.dispose()


def is_passing(error: BaseException) -> bool:
    """Whether the database may be back in a moment: locked, restarted, out of connections."""
    if not isinstance(error, DBAPIError):
        return False
    return error.connection_invalidated or type(error).__name__ in ("OperationalError", "InterfaceError")


def _parsed(url: str | URL) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreError("TINGJIAN_DATABASE_URL 不是有效的数据库地址") from None  # it may hold a password
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise StoreError("TINGJIAN_DATABASE_URL 只支持 sqlite 和 postgresql")
    return parsed


def _engine(url: URL, pool_size: int) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_size=pool_size, max_overflow=2 * pool_size, pool_pre_ping=True)
    _check_folder(url)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, pool_size=pool_size,
                           max_overflow=2 * pool_size)  # fmt: skip
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _check_folder(url: URL) -> None:
    if url.database and not Path(url.database).parent.is_dir():
        raise StoreError("TINGJIAN_DATABASE_URL 中的数据库文件夹不存在")


def _set_up_sqlite(connection: sqlite3.Connection, record: object) -> None:
    connection.isolation_level = None  # we begin transactions ourselves, below
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", "synchronous = FULL", "mmap_size = 268435456"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Writers take the lock at once: one that first reads and then writes could not wait for another."""
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def batched(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Neighbouring ``items``, at most ``size`` at a time: a query takes only so many ids."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
