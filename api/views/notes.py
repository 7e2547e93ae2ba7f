"""Notes as somebody may see them: they quote what was said."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from api.masking import shown_text, shown_words
from api.schemas.notes import NoteView
from pipeline.accounts import Principal
from pipeline.lexicon import Pack
from pipeline.review.view import names_of
from pipeline.storage.tables import CallRow, JudgementRow, NoteRow


def note_views(session: Session, user: Principal, rows: Sequence[NoteRow], pack: Pack) -> list[NoteView]:
    """In the same order."""
    names = names_of(session, [row.created_by for row in rows])
    same = ("id", "call_id", "reply_to", "at", "created_at")
    return [
        NoteView(
            **{name: getattr(row, name) for name in same},
            by=names.get(row.created_by, ""),
            text=_shown(session, user, row, pack),
        )
        for row in rows
    ]


def _shown(session: Session, user: Principal, row: NoteRow, pack: Pack) -> str:
    call = session.get_one(CallRow, row.call_id)
    judgement = session.get(JudgementRow, call.judgement_id) if call.judgement_id else None
    known = shown_words(session, user, judgement, row.text, pack) if judgement else shown_text(user, row.text, pack)
    return known or ""
