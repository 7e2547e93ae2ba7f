"""The migrations make exactly the tables that the code describes, on both databases."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from pipeline.storage import Database, StoreError, migrate
from pipeline.storage.tables import Base


def test_nothing_differs_from_the_tables(database):
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_twice_changes_nothing(database):
    migrate(database)
    migrate(database)


def test_a_newer_database_is_refused(database):
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="升级"):
        migrate(database)


def test_an_unreachable_database_is_named_without_its_password():
    with pytest.raises(StoreError) as caught:
        migrate(Database("postgresql://tingjian:geheim@127.0.0.1:1/none"))
    assert "TINGJIAN_DATABASE_URL" in str(caught.value)
    assert "geheim" not in str(caught.value)
