"""Alembic's entry: it is always given a connection by pipeline/storage/migrate.py."""

from typing import Any, Literal

from alembic import context

from pipeline.storage.tables import Base
from pipeline.storage.tables.base import JsonText, UtcDateTime
from pipeline.storage.tables.judgements import CardText, RecordText


def render(kind: str, item: Any, autogen_context: object) -> str | Literal[False]:
    """Migrations name plain types: they must still run when our own types have changed."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JsonText | RecordText | CardText):
        return "sa.Text()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=render,
)
with context.begin_transaction():
    context.run_migrations()
