"""Every released revision is upgraded with rows in every table, and none of them is lost or changed."""

from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Boolean, DateTime, MetaData, Numeric, String, Table, Text, insert, select

from pipeline.storage import Database, migrate
from pipeline.storage.migrate import MIGRATIONS, configuration, current, head
from pipeline.storage.tables import Base

REVISIONS = [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]
NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)
FIRST, SECOND = 1, 2


def value(column, number):
    """Anything that fits; a reference leads to the row of the same number."""
    if isinstance(column.type, Boolean):
        return True
    if isinstance(column.type, DateTime):
        return NOW
    if isinstance(column.type, Text):
        return "{}"
    if isinstance(column.type, String):
        return f"{number:x}" * min(column.type.length or 8, 64)
    return float(number) if isinstance(column.type, Numeric) else number


def filled(table: Table, number: int) -> dict:
    """Two rows of one table differ in all of their columns; nothing refers to what comes later."""
    late = {column.name for column in table.columns for key in column.foreign_keys if key.column.table is table}
    row = {c.name: None if c.name in late and c.nullable else value(c, number) for c in table.columns}
    return row | ({"state": "open"} if table.name == "appeals" else {})


def older(database: Database, revision: str) -> MetaData:
    with database.engine.begin() as connection:
        command.upgrade(configuration(connection), revision)
        tables = MetaData()
        tables.reflect(connection)
        for table in tables.sorted_tables:
            if table.name != "alembic_version":
                connection.execute(insert(table), [filled(table, number) for number in (FIRST, SECOND)])
    return tables


def content(database, tables):
    with database.engine.connect() as connection:
        return {
            t.name: [dict(row._mapping) for row in connection.execute(select(t).order_by(*t.primary_key)).all()]
            for t in tables.sorted_tables
            if t.name != "alembic_version"
        }


@pytest.mark.parametrize("revision", REVISIONS)
def test_nothing_is_lost(bare_database_url, revision):
    database = Database(bare_database_url)
    tables = older(database, revision)
    before = content(database, tables)
    assert all(len(rows) == 2 for rows in before.values())
    migrate(database)
    with database.engine.connect() as connection:
        assert current(connection) == head()
    upgraded = MetaData()
    upgraded.reflect(database.engine)
    after = content(database, upgraded)
    for name, rows in before.items():
        for old, new in zip(rows, after[name], strict=True):
            assert {k: v for k, v in old.items() if k != "position"} == {k: new[k] for k in old if k != "position"}
    database.close()


def test_what_two_people_did_at_once_under_the_first_revision_is_put_in_order(bare_database_url):
    database = Database(bare_database_url)
    tables = older(database, "0001")
    clips, appeals = tables.tables["clips"], tables.tables["appeals"]
    same = filled(clips, FIRST)
    with database.engine.begin() as connection:
        connection.execute(insert(clips), [same | {"id": id, "position": p} for id, p in ((3, 1), (4, 0), (5, 7))])
        connection.execute(insert(appeals), [filled(appeals, FIRST) | {"id": 3}])
    migrate(database)
    with database.engine.connect() as connection:
        new = Base.metadata.tables["clips"]
        placed = connection.execute(
            select(new.c.id, new.c.position).filter_by(collection_id=1).order_by(new.c.position)
        )
        assert [tuple(row) for row in placed] == [(4, 0), (1, 1), (3, 2), (5, 3)]
        about = connection.execute(select(Base.metadata.tables["appeals"].c.open_about)).scalars().all()
    assert sum(one is not None for one in about) == 2
    database.close()
