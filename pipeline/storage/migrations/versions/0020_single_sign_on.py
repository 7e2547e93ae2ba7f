"""Accounts of an organisation's own provider, and the team of a user"""

import sqlalchemy as sa
from alembic import op

revision = "0020_single_sign_on"
down_revision = "0019_adopted_rules"
branch_labels = None
depends_on = None


def upgrade() -> None:
    present = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("users")}
    with op.batch_alter_table("users") as users:
        if "team" not in present:  # teams may have come with another revision
            users.add_column(sa.Column("team", sa.String(200)))
        users.add_column(sa.Column("sso", sa.Boolean(), nullable=False, server_default=sa.false()))
        users.add_column(sa.Column("sso_issuer", sa.String(255)))
        users.add_column(sa.Column("sso_subject", sa.String(255)))
        users.create_index("ix_users_sso", ["sso_issuer", "sso_subject"], unique=True)
