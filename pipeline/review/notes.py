"""Notes of reviewers and trainers about a call, in threads: a note, and the replies to it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.inbox import Kind, tell
from pipeline.language import _
from pipeline.review.errors import BadDecision
from pipeline.storage.calls import get_call
from pipeline.storage.errors import NotInStore
from pipeline.storage.tables import NoteRow


def add_note(
    session: Session, call_id: str, user_id: int, text: str, at: float | None = None, reply_to: int | None = None
) -> NoteRow:
    """A reply stands where its note stands. Raises NotInStore, BadDecision."""
    get_call(session, call_id)
    if reply_to is not None:
        first = session.get(NoteRow, reply_to)
        if first is None or first.call_id != call_id:
            raise NotInStore(_("批注"), reply_to)
        if first.reply_to is not None:
            raise BadDecision(_("请回复最早的那一条批注"))
        at = None
    row = NoteRow(call_id=call_id, created_by=user_id, text=text, at=at, reply_to=reply_to)
    session.add(row)
    session.flush()
    if reply_to is not None:
        thread = select(NoteRow.created_by).where((NoteRow.id == reply_to) | (NoteRow.reply_to == reply_to))
        others = set(session.scalars(thread)) - {user_id}
        tell(session, Kind.NOTE_ANSWERED, others, subject_id=reply_to, call_id=call_id)
    return row


def notes_of(session: Session, call_id: str) -> Sequence[NoteRow]:
    """Of one call, in the order in which they were written."""
    return session.scalars(select(NoteRow).filter_by(call_id=call_id).order_by(NoteRow.id)).all()


def latest_threads(session: Session, before: int | None, limit: int) -> Sequence[NoteRow]:
    """The notes that are no replies, of all calls, the newest first."""
    threads = select(NoteRow).where(NoteRow.reply_to.is_(None)).order_by(NoteRow.id.desc()).limit(limit)
    return session.scalars(threads.where(NoteRow.id < before) if before is not None else threads).all()


def replies_to(session: Session, threads: Sequence[NoteRow]) -> Sequence[NoteRow]:
    asked = select(NoteRow).where(NoteRow.reply_to.in_([row.id for row in threads])).order_by(NoteRow.id)
    return session.scalars(asked).all()
