"""Whether a check improved after its lesson: the share of calls that failed it, before and afterwards.

Before are the calls of the weeks until it was given out, afterwards those since the agent acknowledged it. What counts
is what counts everywhere: people's decisions, where there are any. Nothing is claimed of few calls, nor where the
intervals overlap.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func
from sqlalchemy.orm import Session

from pipeline.coaching.assignments import assigned_of
from pipeline.reports.ranking import is_large_enough, overlap
from pipeline.statistics.estimate import Estimate
from pipeline.statistics.intervals import share_of
from pipeline.storage.call_order import happened
from pipeline.storage.call_search import CallFilter, select_calls
from pipeline.storage.tables import AssignedRow, AssignmentRow, CallRow

BEFORE = timedelta(days=90)
FAIL, PASS = "fail", "pass"


class Outcome(StrEnum):
    BETTER = "better"
    WORSE = "worse"
    SAME = "same"  # both samples are large enough, and their intervals overlap
    UNKNOWN = "unknown"  # too few calls on one side


@dataclass(frozen=True, slots=True)
class Change:
    """The shares of calls that failed."""

    before: Estimate
    after: Estimate

    @property
    def outcome(self) -> Outcome:
        before, after = self.before, self.after
        if not (is_large_enough(before) and is_large_enough(after)):
            return Outcome.UNKNOWN
        if overlap(before, after):
            return Outcome.SAME
        return Outcome.BETTER if (after.value or 0.0) < (before.value or 0.0) else Outcome.WORSE


@dataclass(frozen=True, slots=True)
class Improvement:
    """Of one check, or of one category of it: all agents together, and each by agent id."""

    check: str
    category: str | None
    together: Change
    agents: Mapping[str, Change]


@dataclass(frozen=True, slots=True)
class _Counts:
    failed: Counter[str]
    judged: Counter[str]

    def share(self, agents: Iterable[str]) -> Estimate:
        own = list(agents)
        return share_of(sum(self.failed[a] for a in own), sum(self.judged[a] for a in own))


def improvements(session: Session, row: AssignmentRow) -> list[Improvement]:
    """One for each thing that the assignment is about."""
    agents = [assigned.agent_id for assigned in assigned_of(session, row.id)]
    return [_improvement(session, row, agents, about["check"], about["category"]) for about in row.checks]


def _improvement(
    session: Session, row: AssignmentRow, agents: list[str], check: str, category: str | None
) -> Improvement:
    earlier = and_(happened() >= row.created_at - BEFORE, happened() < row.created_at)
    before = _counts(session, row.id, check, category, earlier)
    after = _counts(session, row.id, check, category, happened() >= AssignedRow.acknowledged_at)
    each = {agent: Change(before.share([agent]), after.share([agent])) for agent in agents}
    return Improvement(check, category, Change(before.share(agents), after.share(agents)), each)


def _counts(
    session: Session, assignment_id: int, check: str, category: str | None, when: ColumnElement[bool]
) -> _Counts:
    def count(wanted: CallFilter) -> Counter[str]:
        calls = select_calls(wanted).join(AssignedRow, AssignedRow.agent_id == CallRow.agent_id)
        calls = calls.where(AssignedRow.assignment_id == assignment_id, when)
        counted = calls.with_only_columns(CallRow.agent_id, func.count()).group_by(CallRow.agent_id)
        return Counter({str(agent): n for agent, n in session.execute(counted)})

    failed_at_all = count(CallFilter(check=check, verdict=FAIL))
    judged = failed_at_all + count(CallFilter(check=check, verdict=PASS))
    failed = count(CallFilter(check=check, verdict=FAIL, category=category)) if category else failed_at_all
    return _Counts(failed, judged)
