"""Which calls and which scorecard somebody may see. What is not theirs is not there."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from pipeline.accounts import Principal
from pipeline.accounts.errors import NotAllowed
from pipeline.language import _
from pipeline.storage.call_search import published_to
from pipeline.storage.errors import NotInStore
from pipeline.storage.tables import CallRow, JudgementRow, RecordingRow, ScorecardRow, UserRole


def visible_call(session: Session, principal: Principal, call_id: str) -> CallRow:
    """Raises NotInStore: also where the call exists, but is not for those who ask."""
    query = only_visible(principal, select(CallRow).where(CallRow.id == call_id))
    row = session.scalars(query).first()
    if row is None:
        raise NotInStore(_("通话"), call_id)
    return row


def only_visible(principal: Principal, calls: Select[CallRow]) -> Select[CallRow]:
    """Of ``calls`` those that are for who asks: an agent's own that are published, a lead's own team's."""
    if principal.role is UserRole.AGENT:
        return calls.where(published_to(principal.agent_id or ""))
    if principal.role is UserRole.LEAD:
        return calls.where(CallRow.team == principal.team, CallRow.team != "")
    return calls


def refuse_other_team(principal: Principal, team: str | None) -> str | None:
    """The team whose calls are counted: a lead's own. Raises NotAllowed where a lead asks for another."""
    if principal.team is None:
        return team
    if team is not None and team != principal.team:
        raise NotAllowed(_("班组长只能看自己班组的数据"))
    return principal.team


def visible_card(session: Session, principal: Principal, call: CallRow) -> ScorecardRow:
    """The scorecard in force; for an agent the last one that was published. Raises NotInStore."""
    if principal.role is UserRole.AGENT:
        published = select(ScorecardRow).filter_by(call_id=call.id).where(ScorecardRow.published_at.is_not(None))
        card = session.scalars(published.order_by(ScorecardRow.id.desc()).limit(1)).first()
    else:
        card = session.get(ScorecardRow, call.scorecard_id) if call.scorecard_id else None
    if card is None:
        raise NotInStore(_("评分"), call.id)
    return card


def visible_judgement(session: Session, principal: Principal, call: CallRow) -> JudgementRow:
    """The current judgement; for an agent that of the published scorecard. Raises NotInStore."""
    agent = principal.role is UserRole.AGENT
    judgement_id = visible_card(session, principal, call).judgement_id if agent else call.judgement_id
    row = session.get(JudgementRow, judgement_id) if judgement_id else None
    if row is None:
        raise NotInStore(_("评分结果"), call.id)
    return row


def kept_recording(session: Session, call: CallRow) -> RecordingRow:
    """Raises NotInStore where the sound was deleted, or never was."""
    row = session.get_one(RecordingRow, call.sha256)
    if row.kind != "audio" or row.deleted_at is not None:
        raise NotInStore(_("录音（没有声音，或已按保存期限删除）"), call.id)
    return row
