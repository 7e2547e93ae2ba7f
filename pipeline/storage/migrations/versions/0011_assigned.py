"""Calls that somebody is asked to review"""

import sqlalchemy as sa
from alembic import op

revision = "0011_assigned"
down_revision = "0010_words"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("calls") as calls:
        calls.add_column(sa.Column("assigned_to", sa.Integer(), nullable=True))
        calls.create_foreign_key(op.f("fk_calls_assigned_to_users"), "users", ["assigned_to"], ["id"])
