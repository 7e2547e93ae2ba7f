"""Notes about moments of a call, with replies"""

import sqlalchemy as sa
from alembic import op

revision = "0012_notes"
down_revision = "0011_assigned"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.String(length=32), nullable=False),
        sa.Column("reply_to", sa.Integer(), nullable=True),
        sa.Column("at", sa.Double(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_notes_call_id_calls")),
        sa.ForeignKeyConstraint(["reply_to"], ["notes.id"], name=op.f("fk_notes_reply_to_notes")),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_notes_created_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_index(op.f("ix_notes_call_id"), "notes", ["call_id"])


def downgrade() -> None:
    op.drop_table("notes")
