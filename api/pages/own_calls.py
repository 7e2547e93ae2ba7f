"""An agent's own published calls from the store, and nothing else: no drafts, nobody else's."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from api.masking import shown_card, shown_record, shown_text, shown_words
from api.visibility import visible_call, visible_card
from pipeline.accounts import Principal
from pipeline.domain.record import Record
from pipeline.domain.scorecard import ScoreLine
from pipeline.lexicon import Pack
from pipeline.review.effective import Effective, effective
from pipeline.review.publication import comment_on, shown_version, withdrawn_from
from pipeline.review.stored import as_of, decision_of, finding_ids, titles_of
from pipeline.storage.call_search import published_to
from pipeline.storage.tables import AppealRow, CallRow, PublicationRow, RecordingRow, ScorecardRow

MOST_CALLS = 500  # the latest; an agent's year has about as many that were reviewed


@dataclass(frozen=True, slots=True)
class OwnCall:
    """A call with the scorecard that was published last."""

    call: CallRow
    card: ScorecardRow


@dataclass(frozen=True, slots=True)
class OwnResult:
    """What the published scorecard rests on, without the personal data that an agent must not see."""

    call: CallRow
    card: ScorecardRow
    record: Record
    lines: tuple[ScoreLine, ...]
    effective: Effective
    has_audio: bool
    comment: str  # the reviewer's, to the agent
    version: int


def own_calls(session: Session, agent_id: str, limit: int = MOST_CALLS) -> list[OwnCall]:
    """The calls that were published to this agent, the latest publication first."""
    card, shown = aliased(ScorecardRow), aliased(ScorecardRow)
    newest = select(func.max(shown.id)).where(shown.published_at.is_not(None)).group_by(shown.call_id)
    rows = (
        select(CallRow, card).join(card, card.call_id == CallRow.id).where(published_to(agent_id), card.id.in_(newest))
    )
    rows = rows.order_by(CallRow.published_at.desc(), CallRow.id).limit(limit)
    return [OwnCall(*row) for row in session.execute(rows)]


def own_result(session: Session, user: Principal, call_id: str, pack: Pack) -> OwnResult:
    """Raises NotInStore where the call is not a published one of this agent."""
    call = visible_call(session, user, call_id)
    card = visible_card(session, user, call)
    rests_on = as_of(session, call, card, pack)
    record = shown_record(session, user, rests_on.judgement, pack)
    ids = finding_ids(session, rests_on.judgement.id)
    decisions = [decision_of(row) for row in rests_on.decisions]
    outcome = effective(record, ids, decisions, pack.rubric, titles_of(pack), card.card.promises)
    kept = session.get(RecordingRow, call.sha256)
    has_audio = kept is not None and kept.kind == "audio" and kept.deleted_at is None
    lines = shown_card(session, user, rests_on.judgement, card.card, pack).lines
    comment = shown_words(session, user, rests_on.judgement, comment_on(session, call.id, card.published_at), pack)
    return OwnResult(call, card, record, lines, outcome, has_audio, comment or "", shown_version(session, card) or 1)


def withdrawn_calls(session: Session, user: Principal, pack: Pack) -> list[tuple[CallRow, PublicationRow, str]]:
    """The agent's calls that were published and taken back, with the reason."""
    gone = withdrawn_from(session, user.agent_id or "")
    return [(call, row, shown_text(user, row.reason, pack) or "") for call, row in gone]


def own_appeals(session: Session, agent_id: str) -> list[tuple[AppealRow, CallRow]]:
    """Newest first."""
    rows = select(AppealRow, CallRow).join(CallRow, CallRow.id == AppealRow.call_id).where(published_to(agent_id))
    return [(appeal, call) for appeal, call in session.execute(rows.order_by(AppealRow.id.desc()).limit(MOST_CALLS))]
