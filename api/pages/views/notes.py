"""Notes in threads, as they are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from api.pages.views.formats import clock, moment
from api.schemas.notes import NoteView

BEFORE, AFTER = 3.0, 15.0  # seconds heard around the moment of a note


@dataclass(frozen=True, slots=True)
class ShownNote:
    id: int
    text: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Thread:
    """A note with the replies to it. ``clock`` and ``clip`` are empty where it is about no moment."""

    first: ShownNote
    replies: tuple[ShownNote, ...]
    call_id: str
    seconds: float | None
    clock: str
    clip: str


def show_threads(threads: Sequence[NoteView], replies: Sequence[NoteView], zone: ZoneInfo) -> list[Thread]:
    return [
        Thread(
            _shown(first, zone),
            tuple(_shown(r, zone) for r in replies if r.reply_to == first.id),
            first.call_id,
            first.at,
            clock(first.at) if first.at is not None else "",
            _clip(first),
        )
        for first in threads
    ]


def threads_of(notes: Sequence[NoteView], zone: ZoneInfo) -> list[Thread]:
    """Of one call, in the order of the recording; those about no moment first."""
    first = sorted((n for n in notes if n.reply_to is None), key=lambda n: (n.at is not None, n.at or 0.0, n.id))
    return show_threads(first, [n for n in notes if n.reply_to is not None], zone)


def _shown(note: NoteView, zone: ZoneInfo) -> ShownNote:
    return ShownNote(note.id, note.text, note.by, moment(note.created_at, zone))


def _clip(note: NoteView) -> str:
    if note.at is None:
        return ""
    return f"/api/v1/calls/{note.call_id}/audio?start={max(0.0, note.at - BEFORE):.1f}&end={note.at + AFTER:.1f}"
