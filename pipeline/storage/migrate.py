"""Brings a database to today's tables, from any earlier version or from nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from pipeline.language import _
from pipeline.storage.database import Database
from pipeline.storage.errors import StoreError

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 7_265_931  # of PostgreSQL: one process migrates at a time


def migrate(database: Database) -> None:
    """Create or upgrade the tables; raises StoreError where the database can't be used or is newer than we are."""
    try:
        with database.engine.connect() as connection:
            if current(connection) == head():
                return
        writing = database.engine.execution_options(tingjian_writes=True)
        with writing.connect() as connection, _references_off(connection, database.is_sqlite), connection.begin():
            if not database.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            _upgrade(connection)
            if database.is_sqlite and connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
                raise StoreError(_("数据库升级会丢失数据，没有改动任何内容：请先备份并联系维护人员"))
    except SQLAlchemyError as error:
        raise StoreError(
            _("数据库无法使用（%(type)s）：请检查 TINGJIAN_DATABASE_URL 和数据库服务", type=type(error).__name__)
        ) from error


def current(connection: Connection) -> str | None:
    """The version of the database's tables, None where there are none."""
    return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """The version that this code needs."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def configuration(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _references_off(connection: Connection, is_sqlite: bool) -> Iterator[None]:
    """SQLite changes a table by making it anew: meanwhile others refer to one that is not there. That can be allowed
    before a transaction only; what it leaves is checked before it is committed."""
    raw = connection.connection.dbapi_connection if is_sqlite else None
    if raw is not None:
        raw.cursor().execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        if raw is not None:
            raw.cursor().execute("PRAGMA foreign_keys = ON")


def _upgrade(connection: Connection) -> None:
    known = {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    if (version := current(connection)) is not None and version not in known:
        raise StoreError(_("数据库比本程序新：请升级听鉴后再使用"))
    command.upgrade(configuration(connection), "head")
