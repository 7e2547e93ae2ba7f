"""Rules of the lexicon that somebody adopted"""

import sqlalchemy as sa
from alembic import op

revision = "0019_adopted_rules"
down_revision = "0018_language"
branch_labels = None
depends_on = None

TABLE = "rule_adoptions"
REFERENCES = {"created_by": "users", "undone_by": "users"}


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pack", sa.String(80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(80), nullable=False),
        sa.Column("category", sa.String(80), nullable=False),
        sa.Column("file", sa.String(200), nullable=False),
        sa.Column("made_file", sa.Boolean(), nullable=False),
        sa.Column("before", sa.Text()),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.String(10)),
        sa.Column("dry_run_id", sa.Integer()),
        sa.Column("comment", sa.Text()),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.Integer()),
        sa.Column("undone_at", sa.DateTime(timezone=True)),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=f"fk_{TABLE}_{column}_{table}")
            for column, table in REFERENCES.items()
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{TABLE}"),
    )
    op.create_index("ix_rule_adoptions_pack", TABLE, ["pack", "id"])
    op.create_index("ix_rule_adoptions_rule", TABLE, ["rule"])
