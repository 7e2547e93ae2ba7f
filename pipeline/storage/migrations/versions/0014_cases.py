"""Cases, promises with their outcome, projects and types of fault, and the findings of quarterly reports"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014_cases"
down_revision = "0013_folders"
branch_labels = None
depends_on = None

CALLS = "calls"
Column = sa.Column[Any]


def upgrade() -> None:
    with op.batch_alter_table(CALLS) as calls:
        for column in _call_columns():
            calls.add_column(column)
        for name in ("project", "fault_type", "case_number"):
            calls.create_index(f"ix_calls_{name}", [name])
    op.create_table("cases", _id("number"), _moment("created_at"), sa.PrimaryKeyConstraint("number", name="pk_cases"))
    _create(
        "call_traits",
        sa.Column("call_id", sa.String(32), nullable=False),
        _moment("at"),
        sa.Column("body", sa.Text(), nullable=False),
        key=["call_id"],
        references={"call_id": "calls.id"},
    )
    _create(
        "call_keys",
        sa.Column("call_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("value", sa.String(200), nullable=False),
        _moment("at"),
        key=["call_id", "kind", "value"],
        references={"call_id": "calls.id"},
    )
    op.create_index("ix_call_keys_found_by", "call_keys", ["kind", "value", "at"])
    _create_links()
    _create_promises()
    _create(
        "fault_corrections",
        _id(),
        sa.Column("call_id", sa.String(32), nullable=False),
        sa.Column("fault_type", sa.String(80)),
        sa.Column("created_by", sa.Integer(), nullable=False),
        _moment("created_at"),
        references={"call_id": "calls.id", "created_by": "users.id"},
        indexed=["call_id"],
    )
    _create(
        "quarter_findings",
        _id(),
        sa.Column("quarter", sa.String(6), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("measure", sa.String(40), nullable=False),
        sa.Column("goal", sa.Double(), nullable=False),
        sa.Column("project", sa.String(200)),
        sa.Column("fault_type", sa.String(80)),
        sa.Column("created_by", sa.Integer(), nullable=False),
        _moment("created_at"),
        _moment("withdrawn_at", nullable=True),
        references={"created_by": "users.id"},
        indexed=["quarter"],
    )


def _call_columns() -> list[Column]:
    return [
        sa.Column("project", sa.String(200)),
        sa.Column("case_id", sa.String(200)),
        sa.Column("order_id", sa.String(200)),
        sa.Column("fault_type", sa.String(80)),
        sa.Column("fault_type_confidence", sa.Double()),
        sa.Column("fault_type_origin", sa.String(16)),
        sa.Column("case_number", sa.Integer()),
    ]


def _create_links() -> None:
    _create(
        "case_links",
        _id(),
        sa.Column("call_id", sa.String(32), nullable=False),
        sa.Column("case_number", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("other_call_id", sa.String(32)),
        sa.Column("probability", sa.Double()),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.Integer()),
        _moment("created_at"),
        references={"call_id": "calls.id", "case_number": "cases.number", "created_by": "users.id"},
        indexed=["call_id", "case_number"],
    )
    op.create_index("ix_case_links_open", "case_links", ["open", "id"])


def _create_promises() -> None:
    _create(
        "promises",
        _id(),
        sa.Column("call_id", sa.String(32), nullable=False),
        sa.Column("case_number", sa.Integer()),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("utterance", sa.Integer()),
        sa.Column("text", sa.Text(), nullable=False),
        _moment("made_at"),
        sa.Column("due", sa.String(64)),
        _moment("due_at", nullable=True),
        sa.Column("agent_id", sa.String(200)),
        sa.Column("team", sa.String(200)),
        sa.Column("waiting", sa.Boolean(), nullable=False),
        _moment("taken_up_at", nullable=True),
        sa.Column("taken_up_by", sa.String(32)),
        sa.Column("denied_by", sa.String(32)),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("closed_as", sa.String(16)),
        _moment("closed_at", nullable=True),
        _moment("gone_at", nullable=True),
        _moment("announced_at", nullable=True),
        references={"call_id": "calls.id"},
        indexed=["call_id", "case_number", "made_at", "agent_id"],
    )
    op.create_index("ix_promises_waiting", "promises", ["waiting", "due_at"])
    _create(
        "promise_decisions",
        _id(),
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16)),
        sa.Column("comment", sa.Text()),
        sa.Column("created_by", sa.Integer(), nullable=False),
        _moment("created_at"),
        references={"promise_id": "promises.id", "created_by": "users.id"},
        indexed=["promise_id"],
    )


def _id(name: str = "id") -> Column:
    return sa.Column(name, sa.Integer(), nullable=False)


def _moment(name: str, nullable: bool = False) -> Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _create(
    table: str,
    *columns: Column,
    references: dict[str, str],
    key: list[str] | None = None,
    indexed: list[str] | None = None,
) -> None:
    """A table with the names that the naming convention gives its constraints."""
    foreign = [
        sa.ForeignKeyConstraint([column], [there], name=f"fk_{table}_{column}_{there.split('.')[0]}")
        for column, there in references.items()
    ]
    op.create_table(table, *columns, *foreign, sa.PrimaryKeyConstraint(*(key or ["id"]), name=f"pk_{table}"))
    for column in indexed or []:
        op.create_index(f"ix_{table}_{column}", table, [column])
