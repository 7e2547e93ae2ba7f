"""The trail, for administrators."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import select

from api.deps import Admin, Cursor, Limit, PlainText, ReadSession
from api.newest import newest
from api.parameters import LARGEST_ID
from api.schemas.work import AuditItem, AuditPage
from pipeline.storage.tables import AuditRow, UserRow

router = APIRouter(prefix="/audit", tags=["审计"])
Text = Annotated[PlainText | None, Query(max_length=64)]


@router.get("")
def list_audit(
    user: Admin,
    session: ReadSession,
    user_id: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
    action: Text = None,
    subject: Text = None,
    subject_id: Text = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> AuditPage:
    """Newest first."""
    asked = {"user_id": user_id, "action": action, "subject": subject, "subject_id": subject_id}
    query = select(AuditRow).filter_by(**{name: value for name, value in asked.items() if value is not None})
    rows, following = newest(session, query, AuditRow.id, "audit", cursor, limit)
    named = select(UserRow).where(UserRow.id.in_({row.user_id for row in rows}))
    names = {known.id: known.name for known in session.scalars(named)}
    items = [
        AuditItem(
            id=r.id,
            at=r.at,
            user_id=r.user_id,
            user_name=names.get(r.user_id or 0),
            action=r.action,
            subject=r.subject,
            subject_id=r.subject_id,
            details=r.details,
        )
        for r in rows
    ]
    return AuditPage(items=items, next_cursor=following)
