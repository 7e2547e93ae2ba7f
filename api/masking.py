"""Records without the personal data that somebody's role must not see."""

from __future__ import annotations

from sqlalchemy.orm import Session

from pipeline.accounts import Principal
from pipeline.domain.call import Call
from pipeline.domain.record import Record
from pipeline.domain.scorecard import Scorecard
from pipeline.lexicon import Pack
from pipeline.privacy import Masker, for_role, mask, masked, spans
from pipeline.privacy.record import masked_card
from pipeline.storage.call_json import load_call
from pipeline.storage.tables import JudgementRow, TranscriptRow


def call_of(session: Session, judgement: JudgementRow) -> Call:
    """The call as it was heard for this judgement."""
    return load_call(session.get_one(TranscriptRow, judgement.transcript_id).body)


def shown_record(session: Session, principal: Principal, judgement: JudgementRow, pack: Pack) -> Record:
    """The record as this role may see it."""
    kinds = for_role(principal.role)
    return masked(judgement.record, call_of(session, judgement), pack, kinds) if kinds else judgement.record


def shown_card(
    session: Session, principal: Principal, judgement: JudgementRow, card: Scorecard, pack: Pack
) -> Scorecard:
    """A scorecard of ``judgement`` as this role may see it: its reasons may quote the call."""
    kinds = for_role(principal.role)
    if not kinds:
        return card
    return masked_card(card, Masker.of(call_of(session, judgement), pack, kinds, judgement.record.ticket))


def shown_words(
    session: Session, principal: Principal, judgement: JudgementRow, text: str | None, pack: Pack
) -> str | None:
    """What somebody wrote about a call, as this role may see it: what was said in the call may be quoted."""
    kinds = for_role(principal.role)
    if not text or not kinds:
        return text
    return Masker.of(call_of(session, judgement), pack, kinds, judgement.record.ticket).text(text)


def shown_text(principal: Principal, text: str | None, pack: Pack) -> str | None:
    """A single text, such as a file's name: telephone systems put numbers into names."""
    kinds = for_role(principal.role)
    return mask(text, spans(text, pack), kinds) if text and kinds else text
