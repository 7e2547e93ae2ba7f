"""Whose calls may be examples to others: agents decide, each for their own; the office says what holds until then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.storage.tables import UserRole, UserRow


@dataclass(frozen=True, slots=True)
class Consent:
    """``chosen`` by agent id; ``default`` holds for those who have not chosen, and for calls of nobody known."""

    chosen: Mapping[str, bool]
    default: bool

    @classmethod
    def of(cls, session: Session, default: bool) -> Consent:
        """Who has two accounts and says no in one of them says no."""
        asked = select(UserRow.agent_id, UserRow.shares_clips).where(
            UserRow.role == UserRole.AGENT, UserRow.shares_clips.is_not(None)
        )
        chosen: dict[str, bool] = {}
        for agent_id, shares in session.execute(asked):
            if agent_id is not None and shares is not None:
                chosen[agent_id] = shares and chosen.get(agent_id, True)
        return cls(chosen, default)

    def allows(self, agent_id: str | None) -> bool:
        """Whether others may be shown clips of this agent's calls."""
        return self.chosen.get(agent_id or "", self.default)

    def lets_see(self, agent_id: str | None, viewer: str) -> bool:
        """Whether the agent ``viewer`` may be shown them: one's own calls always."""
        return (agent_id is not None and agent_id == viewer) or self.allows(agent_id)


def choose(session: Session, user_id: int, shares: bool | None) -> UserRow:
    """An agent's own decision; None: as the office has it."""
    user = session.get_one(UserRow, user_id)
    user.shares_clips = shares
    return user
