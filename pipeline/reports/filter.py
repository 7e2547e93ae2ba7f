"""Which calls a report counts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement

from pipeline.storage.period import Period
from pipeline.storage.tables import CallRow


@dataclass(frozen=True, slots=True)
class Filter:
    """Which calls are counted; None is all of them."""

    period: Period
    agent: str | None = None
    team: str | None = None

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """On :class:`CallRow`: judged calls of the period, the agent, the team."""
        found = [CallRow.scorecard_id.is_not(None), self.period.contains()]
        found += [CallRow.agent_id == self.agent] if self.agent is not None else []
        return found + ([CallRow.team == self.team] if self.team is not None else [])
