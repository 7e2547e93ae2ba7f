"""What people say that calls are: the machine's opinion stays in its judgements, theirs counts."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.storage.tables import KindCorrectionRow


def corrected_kind(session: Session, call_id: str) -> str | None:
    """The kind that a person gave this call; None where nobody did."""
    return corrected_kinds(session, [call_id]).get(call_id)


def corrected_kinds(session: Session, call_ids: Iterable[str] | None = None) -> dict[str, str]:
    """The kinds that people gave, by call id: of these calls, or of all."""
    given = select(KindCorrectionRow.call_id, KindCorrectionRow.kind).order_by(KindCorrectionRow.id)
    if call_ids is not None:
        given = given.where(KindCorrectionRow.call_id.in_(list(call_ids)))
    return {row.call_id: row.kind for row in session.execute(given)}
