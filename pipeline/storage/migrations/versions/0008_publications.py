"""Publications: every version of a scorecard that its agent was shown, and withdrawals"""

import sqlalchemy as sa
from alembic import op

revision = "0008_publications"
down_revision = "0005_kinds"
branch_labels = None
depends_on = None

SCORECARDS = sa.table("scorecards", *map(sa.column, ("id", "call_id", "created_by", "published_at")))
COLUMNS = ("call_id", "scorecard_id", "version", "published_by", "published_at")
PUBLICATIONS = sa.table("publications", *map(sa.column, COLUMNS))


def upgrade() -> None:
    op.create_table(
        "publications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.String(length=32), nullable=False),
        sa.Column("scorecard_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_publications_call_id_calls")),
        sa.ForeignKeyConstraint(
            ["scorecard_id"], ["scorecards.id"], name=op.f("fk_publications_scorecard_id_scorecards")
        ),
        sa.ForeignKeyConstraint(["published_by"], ["users.id"], name=op.f("fk_publications_published_by_users")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["users.id"], name=op.f("fk_publications_withdrawn_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publications")),
        sa.UniqueConstraint("call_id", "version", name=op.f("uq_publications_call_id")),
    )
    op.create_index(op.f("ix_publications_scorecard_id"), "publications", ["scorecard_id"])
    _name_what_was_published()


def _name_what_was_published() -> None:
    """Who made a scorecard is taken to have published it: nobody else was noted."""
    version = sa.func.row_number().over(partition_by=SCORECARDS.c.call_id, order_by=SCORECARDS.c.id)
    known = sa.select(
        SCORECARDS.c.call_id, SCORECARDS.c.id, version, SCORECARDS.c.created_by, SCORECARDS.c.published_at
    ).where(SCORECARDS.c.published_at.is_not(None))
    op.execute(sa.insert(PUBLICATIONS).from_select(COLUMNS, known))


def downgrade() -> None:
    op.drop_table("publications")
