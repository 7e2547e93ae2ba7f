"""Appeals: an agent challenges what was published, another reviewer than the first decides."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from api.cursor import BadCursor, dump_cursor, load_cursor
from api.deps import (
    Agent,
    CallId,
    Cursor,
    Limit,
    PackDep,
    Principal,
    ReadSession,
    Reviewer,
    RowId,
    SettingsDep,
    TrailDep,
    UserRole,
    WriteSession,
    allow,
)
from api.parameters import LARGEST_ID
from api.schemas.appeals import Acknowledged, AppealPage, AppealView, NewAppeal, Ruling
from pipeline.accounts import audit
from pipeline.lexicon import Pack
from pipeline.privacy import for_role
from pipeline.review.appeal_view import appeal_json
from pipeline.review.appeals import Challenge, acknowledge, appeal, listed, settle, withdraw
from pipeline.review.decide import Wish
from pipeline.storage.tables import AppealRow, CallRow, utc_now

router = APIRouter(tags=["申诉"])
_APPEALS = "appeals"
AgentOrReviewer = Annotated[Principal, allow(UserRole.AGENT, UserRole.REVIEWER, UserRole.ADMIN)]
State = Literal["open", "upheld", "rejected", "withdrawn"]


@router.post("/appeals", status_code=201)
def post_appeal(
    given: NewAppeal, user: Agent, session: WriteSession, settings: SettingsDep, pack: PackDep
) -> AppealView:
    """Challenge a finding, a check or the score of an own published call, within TINGJIAN_APPEAL_DAYS."""
    about = Challenge(given.finding_id, given.added_id, given.check)
    row = appeal(session, given.call_id, user.agent_id or "", user.user_id, about, given.reason, settings.appeal_days)
    audit.note(session, user.user_id, "appeal.filed", "appeal", row.id, call=row.call_id)
    return _view(session, row, user, pack)


@router.get("/appeals")
def list_appeals(
    user: AgentOrReviewer,
    session: ReadSession,
    pack: PackDep,
    trail: TrailDep,
    state: State | None = None,
    call_id: Annotated[str | None, Query(pattern="^[0-9a-f]{32}$")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> AppealPage:
    """Appeals, the newest first; an agent's own."""
    own = (user.agent_id or "") if user.role is UserRole.AGENT else None
    rows = listed(session, own, state, call_id, _place(cursor), limit + 1)
    following = dump_cursor(_APPEALS, [rows[limit - 1][0].id]) if len(rows) > limit else None
    items = [_view(session, row, user, pack, call) for row, call in rows[:limit]]
    trail.note(user.user_id, "appeals.viewed", "appeal", "list", appeals=len(items))
    return AppealPage(items=items, next_cursor=following)


@router.post("/appeals/{appeal_id}/decide")
def decide_appeal(appeal_id: RowId, given: Ruling, user: Reviewer, session: WriteSession, pack: PackDep) -> AppealView:
    """Uphold or reject. Upheld, the score changes at once, and look-alike findings of open calls wait for a review."""
    wishes = [Wish(**change.model_dump()) for change in given.changes]
    row = settle(session, appeal_id, user.user_id, given.upheld, given.reason, pack, wishes)
    audit.note(session, user.user_id, f"appeal.{row.state}", "appeal", row.id, call=row.call_id)
    return _view(session, row, user, pack)


@router.post("/appeals/{appeal_id}/withdraw")
def withdraw_appeal(appeal_id: RowId, user: Agent, session: WriteSession, pack: PackDep) -> AppealView:
    """Take an own open appeal back."""
    row = withdraw(session, appeal_id, user.agent_id or "")
    audit.note(session, user.user_id, "appeal.withdrawn", "appeal", row.id, call=row.call_id)
    return _view(session, row, user, pack)


@router.post("/calls/{call_id}/acknowledge")
def acknowledge_call(call_id: CallId, user: Agent, session: WriteSession) -> Acknowledged:
    """Take note of an own published scorecard."""
    card = acknowledge(session, call_id, user.agent_id or "")
    audit.note(session, user.user_id, "scorecard.acknowledged", "call", call_id, scorecard=card.id)
    return Acknowledged(call_id=call_id, scorecard_id=card.id, acknowledged_at=card.acknowledged_at or utc_now())


def _place(cursor: str | None) -> int | None:
    place = load_cursor(_APPEALS, cursor)
    if place is None:
        return None
    if len(place) != 1 or type(place[0]) is not int or not 0 <= place[0] <= LARGEST_ID:
        raise BadCursor
    return place[0]


def _view(session: ReadSession, row: AppealRow, user: Principal, pack: Pack, call: CallRow | None = None) -> AppealView:
    session.flush()
    call = call or session.get_one(CallRow, row.call_id)
    for_agent = user.role is UserRole.AGENT
    shown = appeal_json(session, row, call, user.user_id, utc_now(), pack, for_role(user.role), for_agent)
    return AppealView.model_validate(shown)
