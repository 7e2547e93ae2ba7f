"""Where a recording lay when it was taken in: lists of calls name it by its path, too"""

import sqlalchemy as sa
from alembic import op

revision = "0013_folders"
down_revision = "0012_notes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("recordings") as recordings:
        recordings.add_column(sa.Column("folder", sa.String(length=1000), nullable=True))
        recordings.create_index(op.f("ix_recordings_file_name"), ["file_name"])
