"""Words and speakers that people have corrected"""

import sqlalchemy as sa
from alembic import op

revision = "0010_words"
down_revision = "0009_found"
branch_labels = None
depends_on = None

REFERENCES = {
    "call_id": "calls.id",
    "before_id": "transcripts.id",
    "after_id": "transcripts.id",
    "created_by": "users.id",
}


def upgrade() -> None:
    op.create_table(
        "words_corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.String(length=32), nullable=False),
        sa.Column("before_id", sa.Integer(), nullable=False),
        sa.Column("after_id", sa.Integer(), nullable=False),
        sa.Column("utterance", sa.Integer(), nullable=False),
        sa.Column("start", sa.Double(), nullable=False),
        sa.Column("end", sa.Double(), nullable=False),
        sa.Column("text_before", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("role_before", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [other], name=op.f(f"fk_words_corrections_{column}_{other.partition('.')[0]}")
            )
            for column, other in REFERENCES.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_words_corrections")),
    )
    op.create_index(op.f("ix_words_corrections_call_id"), "words_corrections", ["call_id"])


def downgrade() -> None:
    op.drop_table("words_corrections")
