"""Agents: those who have an account, and those whom only their calls name."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from pipeline.storage.call_order import happened
from pipeline.storage.tables import CallRow, UserRole, UserRow


@dataclass(frozen=True, slots=True)
class Agent:
    """``name`` is the agent id where nobody has an account for it; ``team`` that of the account, else of the latest
    call."""

    agent_id: str
    name: str
    team: str | None
    has_account: bool


def all_agents(session: Session) -> list[Agent]:
    """By agent id."""
    teams = _teams_by_calls(session)
    accounts = {row.agent_id: row for row in session.scalars(_accounts()) if row.agent_id}
    return [_agent(id, accounts.get(id), teams.get(id)) for id in sorted({*teams, *accounts})]


def agents_of_team(session: Session, team: str) -> list[Agent]:
    return [agent for agent in all_agents(session) if agent.team == team]


def teams_of(session: Session) -> list[str]:
    """The teams that calls or accounts name, by name."""
    names = {*session.scalars(select(CallRow.team).distinct()), *session.scalars(select(UserRow.team).distinct())}
    return sorted(name for name in names if name)


def _accounts() -> Select[UserRow]:
    """The newest account last: it counts where somebody has several."""
    live = select(UserRow).where(UserRow.role == UserRole.AGENT, UserRow.disabled_at.is_(None))
    return live.order_by(UserRow.id)


def _teams_by_calls(session: Session) -> dict[str, str | None]:
    """Of each agent the team of the latest call that names one."""
    latest = func.max(happened())
    asked = select(CallRow.agent_id, CallRow.team, latest).where(CallRow.agent_id.is_not(None))
    found: dict[str, str | None] = {}
    for agent_id, team, _ in session.execute(asked.group_by(CallRow.agent_id, CallRow.team).order_by(latest)):
        if agent_id:
            found[agent_id] = team or found.get(agent_id)
    return found


def _agent(agent_id: str, account: UserRow | None, team: str | None) -> Agent:
    if account is None:
        return Agent(agent_id, agent_id, team, False)
    return Agent(agent_id, account.display_name, account.team or team, True)
