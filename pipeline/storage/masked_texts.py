"""What was said, without personal data, for those to search who may not see it: whatever they ask for, how many they
ask for and how long it takes tells nothing of what is hidden."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from pipeline.domain.call import Call
from pipeline.domain.facts import Ticket
from pipeline.lexicon import Pack
from pipeline.privacy import EVERYTHING, mask, spans_of_call
from pipeline.storage.call_json import load_call
from pipeline.storage.database import Database
from pipeline.storage.errors import StoreError
from pipeline.storage.tables import CallRow, JudgementRow, MaskedTextRow, TranscriptRow

VERSION = 1  # of the masking: a greater one makes every text anew
TOGETHER = 200


def key_of(pack: Pack) -> str:
    """Names the masking that a text was made with: the words that announce names come from the pack."""
    return f"{VERSION}-{pack.sha256[:32]}"


def fill(database: Database, pack: Pack, most: int = TOGETHER) -> int:
    """Mask the texts that are not masked yet, at most so many; returns how many there were."""
    with database.reading() as session:
        waiting = [_masked(session, row, judgement_id, pack) for row, judgement_id in _waiting(session, pack, most)]
    if waiting:
        with database.writing() as session:
            for row in waiting:
                if session.get(TranscriptRow, row.transcript_id) is not None:
                    session.merge(row)
    return len(waiting)


def is_said(text: str, key: str) -> ColumnElement[bool]:
    """The condition on :class:`CallRow` that its masked text holds ``text``."""
    own = MaskedTextRow.transcript_id == CallRow.transcript_id
    return exists().where(own, MaskedTextRow.key == key, MaskedTextRow.text.icontains(text, autoescape=True))


def _waiting(session: Session, pack: Pack, most: int) -> list[tuple[TranscriptRow, int | None]]:
    missing = select(TranscriptRow, CallRow.judgement_id).join(CallRow, CallRow.transcript_id == TranscriptRow.id)
    missing = missing.outerjoin(MaskedTextRow, MaskedTextRow.transcript_id == TranscriptRow.id)
    old = or_(MaskedTextRow.key.is_(None), MaskedTextRow.key != key_of(pack))
    found = session.execute(missing.where(old, CallRow.personal_deleted_at.is_(None)).limit(most))
    return [(row, judgement_id) for row, judgement_id in found]


def _masked(session: Session, row: TranscriptRow, judgement_id: int | None, pack: Pack) -> MaskedTextRow:
    try:
        call = load_call(row.body)
    except StoreError:
        return MaskedTextRow(transcript_id=row.id, key=key_of(pack), text="")  # nobody finds what nobody can read
    judgement = session.get(JudgementRow, judgement_id) if judgement_id is not None else None
    ticket = judgement.record.ticket if judgement is not None else Ticket()
    return MaskedTextRow(transcript_id=row.id, key=key_of(pack), text=_text(call, ticket, pack))


def _text(call: Call, ticket: Ticket, pack: Pack) -> str:
    found = spans_of_call(call, pack, ticket)
    return "\n".join(mask(u.text, found.get(u.index, ()), EVERYTHING) for u in call.utterances).replace("\0", "")
