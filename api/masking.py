"""Results without the personal data that somebody's role must not see."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from pipeline.accounts import Principal
from pipeline.domain.call import Call
from pipeline.domain.facts import Ticket
from pipeline.lexicon import Pack
from pipeline.privacy import for_role, mask, masked_result, spans
from pipeline.privacy.result import Masker, masked_card
from pipeline.storage.call_json import load_call
from pipeline.storage.tables import JudgementRow, TranscriptRow


def call_of(session: Session, judgement: JudgementRow) -> Call:
    """The call as it was heard for this judgement."""
    return load_call(session.get_one(TranscriptRow, judgement.transcript_id).body)


def shown_result(session: Session, principal: Principal, judgement: JudgementRow, pack: Pack) -> dict[str, Any]:
    """The contract's object as this role may see it."""
    kinds = for_role(principal.role)
    if not kinds:
        return dict(judgement.result)
    return masked_result(judgement.result, call_of(session, judgement), pack, kinds)


def shown_card(session: Session, principal: Principal, judgement: JudgementRow, card: dict[str, Any],
               pack: Pack) -> dict[str, Any]:  # fmt: skip
    """A scorecard of ``judgement`` as this role may see it: its reasons may quote the call."""
    kinds = for_role(principal.role)
    if not kinds:
        return dict(card)
    ticket = Ticket(**judgement.result["ticket"])
    return masked_card(card, Masker.of(call_of(session, judgement), pack, kinds, ticket))


def shown_text(principal: Principal, text: str | None, pack: Pack) -> str | None:
    """A single text, such as a file's name: telephone systems put numbers into names."""
    kinds = for_role(principal.role)
    return mask(text, spans(text, pack), kinds) if text and kinds else text
