"""What kind of call it is: told by the machine, corrected by people"""

import sqlalchemy as sa
from alembic import op

revision = "0005_kinds"
down_revision = "0004_nothing_twice"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("calls") as calls:
        calls.add_column(sa.Column("kind", sa.String(length=40), nullable=True))
        calls.add_column(sa.Column("kind_confidence", sa.Double(), nullable=True))
        calls.create_index(op.f("ix_calls_kind"), ["kind"])
    op.create_table(
        "kind_corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.String(length=32), nullable=False),
        sa.Column("judgement_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_kind_corrections_call_id_calls")),
        sa.ForeignKeyConstraint(
            ["judgement_id"], ["judgements.id"], name=op.f("fk_kind_corrections_judgement_id_judgements")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_kind_corrections_created_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kind_corrections")),
    )
    op.create_index(op.f("ix_kind_corrections_call_id"), "kind_corrections", ["call_id"])
