"""The language that a user reads"""

import sqlalchemy as sa
from alembic import op

revision = "0018_language"
down_revision = "0017_inbox"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("users") as users:
        users.add_column(sa.Column("language", sa.String(8)))
