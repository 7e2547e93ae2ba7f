"""Deletes recordings and what was said when they have been kept long enough; scores stay for ever."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from pipeline.domain.call import Call, Transcript
from pipeline.domain.facts import Ticket
from pipeline.domain.record import Record
from pipeline.settings import Settings
from pipeline.storage.call_json import dump_call
from pipeline.storage.store import Store
from pipeline.storage.tables import (
    CallRow,
    CallState,
    ClipRow,
    DecisionRow,
    FindingRow,
    JudgementRow,
    LabelsRow,
    RecordingRow,
    ReviewRow,
    TranscriptRow,
    utc_now,
)

TOGETHER = 200
ENDED = (CallState.DONE, CallState.FAILED)  # what still waits is kept, however old it is


@dataclass(frozen=True, slots=True)
class Cleaned:
    """How many recordings were deleted, and of how many calls everything that was said."""

    recordings: int = 0
    calls: int = 0

    def as_json(self) -> dict[str, int]:
        return asdict(self)


def clean_up(store: Store, settings: Settings) -> Cleaned:
    """Delete what is older than the settings allow. May be ended at any time and repeated."""
    audio, personal = settings.keep_audio_days, settings.keep_personal_days
    days = min((d for d in (audio, personal) if d), default=0)  # what was said goes with its recording
    recordings = (
        _page_by_page(lambda: _old_recordings(store, days), lambda row: _delete_audio(store, row)) if days else 0
    )
    calls = _page_by_page(lambda: _old_calls(store, personal), lambda row: _forget(store, row)) if personal else 0
    return Cleaned(recordings, calls)


def _page_by_page(page: Callable[[], Sequence[Any]], act: Callable[[Any], None]) -> int:
    count = 0
    while rows := page():
        for row in rows:
            act(row)
        count += len(rows)
    return count


def _old_recordings(store: Store, days: int) -> Sequence[str]:
    old = select(RecordingRow.sha256).join(CallRow, CallRow.sha256 == RecordingRow.sha256)
    old = old.where(RecordingRow.deleted_at.is_(None), _older_than(days), CallRow.state.in_(ENDED)).limit(TOGETHER)
    with store.database.reading() as session:
        return session.scalars(old).all()


def _old_calls(store: Store, days: int) -> Sequence[str]:
    old = select(CallRow.id).where(CallRow.personal_deleted_at.is_(None), _older_than(days), CallRow.state.in_(ENDED))
    with store.database.reading() as session:
        return session.scalars(old.limit(TOGETHER)).all()


def _older_than(days: int) -> Any:
    return func.coalesce(CallRow.started_at, CallRow.created_at) < utc_now() - timedelta(days=days)


def _delete_audio(store: Store, sha256: str) -> None:
    """The bytes first: should we end in between, the next time finds them gone and notes it."""
    store.recordings.delete(sha256)
    with store.database.writing() as session:
        session.get_one(RecordingRow, sha256).deleted_at = utc_now()


def _forget(store: Store, call_id: str) -> None:
    """In one transaction everything that a customer said or is; verdicts, points and times stay."""
    with store.database.writing() as session:
        call = session.get_one(CallRow, call_id)
        call.customer_number = call.manifest = None
        call.name, call.personal_deleted_at = call_id[:12], utc_now()
        session.get_one(RecordingRow, call.sha256).file_name = ""
        _forget_transcripts(session, call_id)
        for row in session.scalars(select(JudgementRow).where(JudgementRow.call_id == call_id)):
            row.record = without_words(row.record, call.name)
        blank = {"quote": "", "reason": "", "details": {}}
        session.execute(update(FindingRow).where(FindingRow.call_id == call_id).values(blank))
        for table in (ReviewRow, DecisionRow):
            session.execute(update(table).where(table.call_id == call_id).values(comment=None))
        session.execute(update(ClipRow).where(ClipRow.call_id == call_id).values(note=""))


def _forget_transcripts(session: Session, call_id: str) -> None:
    """An empty call stays in their place: judgements refer to it."""
    own = select(TranscriptRow.id).where(TranscriptRow.call_id == call_id)
    session.execute(delete(LabelsRow).where(LabelsRow.transcript_id.in_(own)))
    empty = {"body": dump_call(Call(call_id, Transcript(()))), "text": ""}
    session.execute(update(TranscriptRow).where(TranscriptRow.call_id == call_id).values(empty))


def without_words(record: Record, name: str) -> Record:
    """The record with all its fields, and nothing in them that anybody said."""
    return replace(
        record,
        call=replace(record.call, id=name, recording=None),
        utterances=(),
        removed=(),
        five_w={slot: replace(known, value=None) for slot, known in record.five_w.items()},
        commitments=tuple(replace(c, text="") for c in record.commitments),
        ticket=Ticket(),
        findings=tuple(replace(f, quote="", reason="", details={}) for f in record.findings),
    )
