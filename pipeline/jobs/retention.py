"""Deletes recordings and what was said when they have been kept long enough; scores stay for ever."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from pipeline.domain.call import Call, Transcript
from pipeline.domain.facts import Ticket
from pipeline.domain.record import Record
from pipeline.domain.scorecard import Scorecard
from pipeline.jobs.leftovers import delete_copies, sweep
from pipeline.settings import Settings
from pipeline.storage.call_json import dump_call
from pipeline.storage.store import Store
from pipeline.storage.tables import (
    AppealRow,
    AssignedRow,
    AssignmentRow,
    CallKeyRow,
    CallRow,
    CallState,
    CallTraitsRow,
    CaseLinkRow,
    CheckResultRow,
    ClipRow,
    DecisionRow,
    FindingRow,
    JudgementRow,
    LabelsRow,
    MaskedTextRow,
    NoteRow,
    PromiseRow,
    PublicationRow,
    RecordingRow,
    ReviewRow,
    ScorecardRow,
    TranscriptRow,
    WordsCorrectionRow,
    utc_now,
)

TOGETHER = 200
QUOTED = 5  # characters
Card = TypeVar("Card", bound=Scorecard)
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
    recordings = calls = 0
    if days:
        delete_one = partial(_delete_audio, store, settings)
        recordings = _page_by_page(lambda: _old_recordings(store, days), delete_one)
    if personal:
        calls = _page_by_page(lambda: _old_calls(store, personal), lambda row: _forget(store, row))
    if days:
        sweep(store, settings)
        store.database.forget_deleted()
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


def _delete_audio(store: Store, settings: Settings, sha256: str) -> None:
    """The bytes first: should we end in between, the next time finds them gone and notes it."""
    delete_copies(settings, sha256)
    store.recordings.delete(sha256)
    with store.database.writing() as session:
        session.get_one(RecordingRow, sha256).deleted_at = utc_now()


def _forget(store: Store, call_id: str) -> None:
    """In one transaction everything that a customer said or is; verdicts, points and times stay."""
    with store.database.writing() as session:
        call = session.get_one(CallRow, call_id)
        call.customer_number = call.manifest = call.case_id = call.order_id = None
        call.name, call.personal_deleted_at = call_id[:12], utc_now()
        recording = session.get_one(RecordingRow, call.sha256)
        recording.file_name, recording.folder = "", None
        said = _forget_transcripts(session, call_id)
        for row in session.scalars(select(JudgementRow).where(JudgementRow.call_id == call_id)):
            row.record = without_words(row.record, call.name, said)
        for card in session.scalars(select(ScorecardRow).where(ScorecardRow.call_id == call_id)):
            card.card = without_quotes(card.card, said)
        for check in session.scalars(select(CheckResultRow).where(CheckResultRow.call_id == call_id)):
            check.reason = _unless_quoted(check.reason, said)
        blank = {"quote": "", "reason": "", "details": {}}
        session.execute(update(FindingRow).where(FindingRow.call_id == call_id).values(blank))
        session.execute(update(AppealRow).where(AppealRow.call_id == call_id).values(reason="", decision_reason=None))
        for table in (ReviewRow, DecisionRow):
            session.execute(update(table).where(table.call_id == call_id).values(comment=None))
        for own in (CallTraitsRow, CallKeyRow):
            session.execute(delete(own).where(own.call_id == call_id))
        session.execute(update(PromiseRow).where(PromiseRow.call_id == call_id).values(text=""))
        kept = update(CaseLinkRow).where(CaseLinkRow.call_id == call_id).values(evidence=[])
        session.execute(kept)
        session.execute(update(PublicationRow).where(PublicationRow.call_id == call_id).values(reason=None))
        blank_words = {"text": "", "text_before": ""}
        session.execute(update(WordsCorrectionRow).where(WordsCorrectionRow.call_id == call_id).values(blank_words))
        session.execute(update(NoteRow).where(NoteRow.call_id == call_id).values(text=""))
        _forget_lessons(session, call_id)


def _forget_lessons(session: Session, call_id: str) -> None:
    """Of clips of the call, and of what people wrote to each other about them."""
    blank_clip = {"note": "", "reason": "", "marks": []}
    session.execute(update(ClipRow).where(ClipRow.call_id == call_id).values(blank_clip))
    collections = select(ClipRow.collection_id).where(ClipRow.call_id == call_id)
    about = select(AssignmentRow.id).where(AssignmentRow.collection_id.in_(collections))
    session.execute(update(AssignedRow).where(AssignedRow.assignment_id.in_(about)).values(answer=""))
    session.execute(update(AssignmentRow).where(AssignmentRow.id.in_(about)).values(note=""))


def _forget_transcripts(session: Session, call_id: str) -> str:
    """An empty call stays in their place: judgements refer to it. Returns what was said."""
    said = "\n".join(session.scalars(select(TranscriptRow.text).where(TranscriptRow.call_id == call_id)))
    own = select(TranscriptRow.id).where(TranscriptRow.call_id == call_id)
    session.execute(delete(MaskedTextRow).where(MaskedTextRow.transcript_id.in_(own)))
    session.execute(delete(LabelsRow).where(LabelsRow.transcript_id.in_(own)))
    empty = {"body": dump_call(Call(call_id, Transcript(()))), "text": ""}
    session.execute(update(TranscriptRow).where(TranscriptRow.call_id == call_id).values(empty))
    return said


def without_words(record: Record, name: str, said: str = "") -> Record:
    """The record with all its fields, and nothing in them that anybody said."""
    return replace(
        record,
        call=replace(record.call, id=name, recording=None),
        utterances=(),
        removed=(),
        five_w={slot: replace(known, value=None) for slot, known in record.five_w.items()},
        commitments=tuple(replace(c, text="") for c in record.commitments),
        ticket=Ticket(),
        checks=tuple(replace(c, reason=_unless_quoted(c.reason, said)) for c in record.checks),
        findings=tuple(replace(f, quote="", reason="", details={}) for f in record.findings),
        scorecard=without_quotes(record.scorecard, said),
    )


def without_quotes(card: Card, said: str) -> Card:
    """A scorecard whose reasons no longer hold what was said."""
    lines = tuple(replace(line, reason=_unless_quoted(line.reason, said)) for line in card.lines)
    return replace(card, lines=lines, review_reasons=tuple(_unless_quoted(text, said) for text in card.review_reasons))


def _unless_quoted(reason: str, said: str) -> str:
    """A reason that repeats so much of what was said that it may tell who said it is left out."""
    parts = (reason[i : i + QUOTED] for i in range(len(reason) - QUOTED + 1))
    return "" if any(part in said for part in parts) else reason
