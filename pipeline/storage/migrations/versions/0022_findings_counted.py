"""Findings of a check are counted in the index alone"""

from alembic import op

revision = "0022_findings_counted"
down_revision = "0020_single_sign_on"
branch_labels = None
depends_on = None

INDEX, TABLE, COLUMNS = "ix_findings_against", "findings", ["judgement_id", "passed", "severity", "certain", "check"]


def upgrade() -> None:
    op.drop_index(INDEX, TABLE)
    op.create_index(INDEX, TABLE, COLUMNS)
