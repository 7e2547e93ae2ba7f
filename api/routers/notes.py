"""Notes that reviewers and trainers write to each other about a call; personal data by role."""

from __future__ import annotations

from fastapi import APIRouter

from api.deps import CallId, PackDep, ReadSession, Staff, TrailDep, WriteSession
from api.schemas.notes import NewNote, Notes, NoteView
from api.views.notes import note_views
from pipeline.accounts import audit
from pipeline.review.notes import add_note, notes_of
from pipeline.storage.calls import get_call

router = APIRouter(prefix="/calls", tags=["批注"])


@router.get("/{call_id}/notes")
def list_notes(call_id: CallId, user: Staff, session: ReadSession, pack: PackDep, trail: TrailDep) -> Notes:
    """Notes and replies, in the order in which they were written."""
    get_call(session, call_id)
    shown = note_views(session, user, notes_of(session, call_id), pack)
    trail.note(user.user_id, "notes.viewed", "call", call_id)
    return Notes(items=shown)


@router.post("/{call_id}/notes", status_code=201)
def post_note(call_id: CallId, given: NewNote, user: Staff, session: WriteSession, pack: PackDep) -> NoteView:
    """Write a note about the call, about a moment of it, or in reply to a note."""
    row = add_note(session, call_id, user.user_id, given.text, given.at, given.reply_to)
    audit.note(session, user.user_id, "note.added", "call", call_id)
    [shown] = note_views(session, user, [row], pack)
    return shown
