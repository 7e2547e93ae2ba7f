"""Calls that can't be scored: no total, no grade, and the reason why"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("calls") as calls:
        calls.add_column(sa.Column("unscored", sa.Text(), nullable=True))
    for table in ("judgements", "scorecards"):
        with op.batch_alter_table(table) as changed:
            changed.alter_column("total", existing_type=sa.Double(), nullable=True)
            changed.alter_column("grade", existing_type=sa.String(length=16), nullable=True)
