"""The trail: who saw, heard or changed what. Rows are only added, and hold ids and codes, never what was said."""

from __future__ import annotations

from sqlalchemy.orm import Session

from pipeline.storage.tables import AuditRow


def note(session: Session, user_id: int | None, action: str, subject: str, id: object, **details: object) -> None:
    """Add to the trail, in the same transaction as what is noted. ``action`` is such as ``finding.rejected``."""
    session.add(AuditRow(user_id=user_id, action=action, subject=subject, subject_id=str(id), details=details))
