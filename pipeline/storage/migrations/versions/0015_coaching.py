"""Clips keep why they are shown; assignments, and what agents made of them"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015_coaching"
down_revision = "0014_cases"
branch_labels = None
depends_on = None

Column = sa.Column[Any]


def upgrade() -> None:
    for column in _clip_columns():
        op.add_column("clips", column)
    op.create_table(
        "assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("collection_id", sa.Integer()),
        sa.Column("clip_id", sa.Integer()),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("checks", sa.Text(), nullable=False),
        sa.Column("team", sa.String(200)),
        sa.Column("note", sa.Text(), nullable=False),
        _moment("due_at", nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        _moment("created_at", nullable=False),
        _moment("withdrawn_at"),
        _reference("assignments", "collection_id", "collections", "SET NULL"),
        _reference("assignments", "clip_id", "clips", "SET NULL"),
        _reference("assignments", "created_by", "users"),
        sa.PrimaryKeyConstraint("id", name="pk_assignments"),
    )
    for name in ("collection_id", "due_at", "created_by"):
        op.create_index(f"ix_assignments_{name}", "assignments", [name])
    op.create_table(
        "assignment_agents",
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.String(200), nullable=False),
        sa.Column("team", sa.String(200)),
        _moment("opened_at"),
        sa.Column("played", sa.Text(), nullable=False),
        _moment("acknowledged_at"),
        sa.Column("answer", sa.Text(), nullable=False),
        _moment("answered_at"),
        _reference("assignment_agents", "assignment_id", "assignments", "CASCADE"),
        sa.PrimaryKeyConstraint("assignment_id", "agent_id", name="pk_assignment_agents"),
    )
    op.create_index("ix_assignment_agents_agent_id", "assignment_agents", ["agent_id"])


def _clip_columns() -> list[Column]:
    return [
        sa.Column("reason", sa.Text(), nullable=False, server_default=""),
        sa.Column("suggestion", sa.Text()),
        sa.Column("marks", sa.Text(), nullable=False, server_default="[]"),
        sa.Column("transcript_id", sa.Integer()),
    ]


def _moment(name: str, nullable: bool = True) -> Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _reference(table: str, column: str, there: str, deleted: str | None = None) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{there}"
    return sa.ForeignKeyConstraint([column], [f"{there}.id"], name=name, ondelete=deleted)
