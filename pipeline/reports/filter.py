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
    kind: str | None = None
    project: str | None = None
    fault_type: str | None = None

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """On :class:`CallRow`: scored calls of the period, the agent, the team, the kind."""
        return [CallRow.score.is_not(None), *self._asked]

    @property
    def unscored(self) -> list[ColumnElement[bool]]:
        """Judged calls that could not be scored: they count in no average."""
        return [CallRow.score.is_(None), CallRow.scorecard_id.is_not(None), *self._asked]

    @property
    def calls(self) -> list[ColumnElement[bool]]:
        """Judged calls, with a score or without."""
        return [CallRow.judgement_id.is_not(None), *self._asked]

    @property
    def _asked(self) -> list[ColumnElement[bool]]:
        found = [self.period.contains()]
        found += [CallRow.agent_id == self.agent] if self.agent is not None else []
        found += [CallRow.kind == self.kind] if self.kind is not None else []
        found += [CallRow.project == self.project] if self.project is not None else []
        found += [CallRow.fault_type == self.fault_type] if self.fault_type is not None else []
        return found + ([CallRow.team == self.team] if self.team is not None else [])
