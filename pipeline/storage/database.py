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

from pipeline.errors import cause
from pipeline.language import _
from pipeline.settings import Settings
from pipeline.storage.errors import StoreError
from pipeline.storage.private import private_file, private_folder

BUSY_SECONDS = 60.0  # a writer waits so long for another one; SQLite has one writer at a time
_WRITES = "tingjian_writes"
_PRAGMAS = (
    "journal_mode = WAL",
    "foreign_keys = ON",
    "synchronous = FULL",
    "secure_delete = ON",
    "mmap_size = 268435456",
)
T = TypeVar("T")


class Database:
    """One database; safe to share between threads, not between processes that fork."""

    def __init__(self, url: str | URL, pool_size: int = 10) -> None:
        self.url = _parsed(url)
        self.engine = _engine(self.url, pool_size)
        self._file = _identity(self.url)
        self._readers = sessionmaker(self.engine, expire_on_commit=False)
        self._writers = sessionmaker(self.engine.execution_options(**{_WRITES: True}), expire_on_commit=False)

    @classmethod
    def of(cls, settings: Settings) -> Database:
        """The database that the settings name; by default a file in the data folder, which is made."""
        if settings.database_url:
            return cls(settings.database_url)
        try:
            private_folder(settings.data_dir)
        except OSError as error:
            raise StoreError(_("数据文件夹无法建立，请检查 TINGJIAN_DATA_DIR 和权限")) from error
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
        """A transaction that is committed at the end of the block, or undone whole where the block raises.

        Raises StoreError where the database's file was deleted or replaced: what is written there would be lost.
        """
        self.check_there()
        with self._writers.begin() as session:
            yield session

    def forget_deleted(self) -> None:
        """SQLite keeps what was changed in a file beside its own, deleted words among it, until it is written back."""
        if self.is_sqlite:
            with self.engine.connect() as connection:
                raw = connection.connection.dbapi_connection
                if raw is not None:
                    raw.rollback()
                    raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def check_there(self) -> None:
        """Raises StoreError where another file, or none, stands in the place of SQLite's."""
        if self._file is not None and self._file != _identity(self.url):
            raise StoreError(_("数据库文件已被删除或替换，请停止服务、放回文件后再启动"))

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
        raise StoreError(_("TINGJIAN_DATABASE_URL 不是有效的数据库地址")) from None  # it may hold a password
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise StoreError(_("TINGJIAN_DATABASE_URL 只支持 sqlite 和 postgresql"))
    return parsed


def _engine(url: URL, pool_size: int) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_size=pool_size, max_overflow=2 * pool_size, pool_pre_ping=True)
    _prepare_file(url)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, pool_size=pool_size, max_overflow=2 * pool_size)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_file(url: URL) -> None:
    """What SQLite writes beside its file gets the same permissions."""
    path = _file_of(url)
    if path is None:
        return
    if not path.parent.is_dir():
        raise StoreError(_("TINGJIAN_DATABASE_URL 中的数据库文件夹不存在"))
    try:
        private_file(path)
    except OSError as error:
        raise StoreError(_("数据库文件无法建立：%(cause)s", cause=cause(error))) from error


def _file_of(url: URL) -> Path | None:
    in_memory = url.get_backend_name() != "sqlite" or not url.database or url.database.startswith((":", "file:"))
    return None if in_memory else Path(str(url.database))


def _identity(url: URL) -> tuple[int, int] | None:
    """Which file stands at the database's place: device and number."""
    path = _file_of(url)
    try:
        status = path.stat() if path else None
    except OSError:
        return -1, -1
    return (status.st_dev, status.st_ino) if status else None


def _set_up_sqlite(connection: sqlite3.Connection, record: object) -> None:
    connection.isolation_level = None  # we begin transactions ourselves, below
    for pragma in (
        "journal_mode = WAL",
        "foreign_keys = ON",
        "synchronous = FULL",
        "secure_delete = ON",
        "mmap_size = 268435456",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Writers take the lock at once: one that first reads and then writes could not wait for another."""
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def batched(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Neighbouring ``items``, at most ``size`` at a time: a query takes only so many ids."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
