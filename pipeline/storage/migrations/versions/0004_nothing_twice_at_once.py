"""One open appeal about the same, one clip in each place; texts to search without personal data"""

import sqlalchemy as sa
from alembic import op

revision = "0004_nothing_twice"
down_revision = "0003"
branch_labels = None
depends_on = None

APPEALS = sa.table(
    "appeals", *map(sa.column, ("id", "call_id", "finding_id", "added_id", "check", "state", "open_about"))
)
CLIPS = sa.table("clips", *map(sa.column, ("id", "collection_id", "position")))


def upgrade() -> None:
    op.add_column("appeals", sa.Column("open_about", sa.String(length=160), nullable=True))
    _name_open_appeals(op.get_bind())
    op.create_index("ix_appeals_open_about", "appeals", ["open_about"], unique=True)
    _number_clips(op.get_bind())
    op.create_index("ix_clips_place", "clips", ["collection_id", "position"], unique=True)
    op.create_table(
        "masked_texts",
        sa.Column("transcript_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["transcript_id"], ["transcripts.id"], name="fk_masked_texts_transcript_id_transcripts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("transcript_id", name="pk_masked_texts"),
    )
    op.create_index("ix_masked_texts_key", "masked_texts", ["key"])


def _name_open_appeals(connection: sa.Connection) -> None:
    """Of several about the same, that were possible so far, the first one: the others can still be decided."""
    named: set[str] = set()
    for row in connection.execute(sa.select(APPEALS).where(APPEALS.c.state == "open").order_by(APPEALS.c.id)).all():
        about = f"{row.call_id}:{row.finding_id}:{row.added_id}:{row.check}"
        if about not in named:
            named.add(about)
            connection.execute(sa.update(APPEALS).where(APPEALS.c.id == row.id).values(open_about=about))


def _number_clips(connection: sa.Connection) -> None:
    """Places that were given twice are counted anew."""
    last: tuple[int | None, int] = (None, -1)
    for row in connection.execute(sa.select(CLIPS).order_by(CLIPS.c.collection_id, CLIPS.c.position, CLIPS.c.id)).all():
        last = (row.collection_id, last[1] + 1 if last[0] == row.collection_id else 0)
        connection.execute(sa.update(CLIPS).where(CLIPS.c.id == row.id).values(position=last[1]))


def downgrade() -> None:
    op.drop_table("masked_texts")
    op.drop_index("ix_clips_place", "clips")
    op.drop_index("ix_appeals_open_about", "appeals")
    op.drop_column("appeals", "open_about")
