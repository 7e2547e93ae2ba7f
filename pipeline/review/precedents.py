"""An upheld appeal is a precedent: open findings like the one that was struck out are looked at again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.lexicon import ReviewPolicy
from pipeline.storage.tables import CallRow, FindingRow, PrecedentRow


def mark_alike(session: Session, appeal_id: int, struck: FindingRow, policy: ReviewPolicy) -> int:
    """Ask for a review of every call that nobody reviewed yet with the same rule and the same phrase; how many."""
    alike = _alike(session, struck)
    calls = {id: session.get_one(CallRow, id) for id in {found.call_id for found in alike}}
    session.add_all(PrecedentRow(appeal_id=appeal_id, call_id=f.call_id, finding_id=f.id) for f in alike)
    for call in calls.values():
        call.needs_review, call.risk = True, round(call.risk + policy.unsure, 2)
    session.flush()
    return len(calls)


def _alike(session: Session, struck: FindingRow) -> Sequence[FindingRow]:
    """The same wording, even where a rule has none of its own: then the words of the finding must be the same."""
    same = (FindingRow.check == struck.check, FindingRow.rule == struck.rule, FindingRow.phrase == struck.phrase)
    if struck.phrase is None:
        return ()
    query = (
        select(FindingRow)
        .join(CallRow, CallRow.judgement_id == FindingRow.judgement_id)
        .where(*same, FindingRow.passed.is_(False), CallRow.review_state == "none", CallRow.id != struck.call_id)
    )
    return session.scalars(query).all()
