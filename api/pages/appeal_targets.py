"""What an appeal is about, in words."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api.pages.views.names import FORBIDDEN, Names
from pipeline.language import _
from pipeline.storage.tables import AppealRow, DecisionRow, FindingRow


def about_appeal(session: Session, row: AppealRow, names: Names) -> str:
    """Such as 推诿, 开头语, 整份评分."""
    if row.check is not None:
        return names.check(row.check)
    found = session.get(FindingRow, row.finding_id) if row.finding_id else None
    added = session.get(DecisionRow, row.added_id) if row.added_id else None
    target = found or added
    if target is None:
        return _("整份评分")
    return names.category(target.category) if target.check == FORBIDDEN else names.check(target.check)
