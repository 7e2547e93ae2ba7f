"""Users belong to teams; agents decide about clips of their calls"""

import sqlalchemy as sa
from alembic import op

revision = "0016_teams"
down_revision = "0015_coaching"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("team", sa.String(200)))
    op.add_column("users", sa.Column("shares_clips", sa.Boolean()))
