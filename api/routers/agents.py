"""The agent's own view, and the same view for those who coach."""

from __future__ import annotations

from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path, Query

from api.deps import Agent, PackDep, PlainText, Principal, ReadSession, SettingsDep, StaffOrLead, TrailDep
from api.schemas.agents import AgentSummary
from pipeline.lexicon import Pack
from pipeline.privacy import for_role
from pipeline.review.agents import Viewpoint, summary
from pipeline.settings import Settings
from pipeline.storage.tables import utc_now

router = APIRouter(prefix="/agents", tags=["坐席"])
Weeks = Annotated[int, Query(ge=1, le=104, description="回看几周")]


@router.get("/me/summary")
def get_own_summary(
    user: Agent, session: ReadSession, settings: SettingsDep, pack: PackDep, trail: TrailDep, weeks: Weeks = 12
) -> AgentSummary:
    """The agent's own published scorecards, trends, and the sentences that cost points."""
    shown = _summary(session, user, user.agent_id or "", settings, pack, weeks)
    trail.note(user.user_id, "agent.viewed", "agent", (user.agent_id or "")[:64])
    return AgentSummary.model_validate(shown)


@router.get("/{agent_id}/summary")
def get_summary(
    agent_id: Annotated[PlainText, Path(max_length=200)],
    user: StaffOrLead,
    session: ReadSession,
    settings: SettingsDep,
    pack: PackDep,
    trail: TrailDep,
    weeks: Weeks = 12,
) -> AgentSummary:
    """The same for one agent; personal data by role. Leads find the calls of their own team alone."""
    shown = _summary(session, user, agent_id, settings, pack, weeks)
    trail.note(user.user_id, "agent.viewed", "agent", agent_id[:64])
    return AgentSummary.model_validate(shown)


def _summary(
    session: ReadSession, user: Principal, agent_id: str, settings: Settings, pack: Pack, weeks: int
) -> dict[str, Any]:
    view = Viewpoint(ZoneInfo(settings.timezone), for_role(user.role), utc_now(), weeks, user.team)
    return summary(session, agent_id, pack, view)
