"""Inboxes, mails about them, and who wants mail where"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017_inbox"
down_revision = "0016_teams"
branch_labels = None
depends_on = None

Column = sa.Column[Any]


def upgrade() -> None:
    op.add_column("users", sa.Column("email", sa.String(254)))
    op.add_column("users", sa.Column("wants_mail", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("subject_id", sa.Integer()),
        sa.Column("call_id", sa.String(32)),
        _moment("created_at", nullable=False),
        _moment("read_at"),
        _moment("settled_at"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_notices_user_id_users"),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_notices_call_id_calls"),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
    )
    op.create_index("ix_notices_waiting", "notices", ["user_id", "read_at", "settled_at"])
    op.create_index("ix_notices_subject_id", "notices", ["subject_id"])
    op.create_index("ix_notices_call_id", "notices", ["call_id"])
    op.create_table(
        "mails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        _moment("due_at", nullable=False),
        sa.Column("last_error", sa.String(100)),
        _moment("created_at", nullable=False),
        _moment("delivered_at"),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name="fk_mails_notice_id_notices", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_mails_user_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_mails"),
    )
    op.create_index("ix_mails_due", "mails", ["state", "due_at"])
    op.create_index("ix_mails_notice_id", "mails", ["notice_id"])
    op.create_index("ix_mails_user_id", "mails", ["user_id"])


def _moment(name: str, nullable: bool = True) -> Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
