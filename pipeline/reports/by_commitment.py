"""What agents promised in the calls of a period, and what became of it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from pipeline.domain.promise import PromiseKind, PromiseState
from pipeline.language import N_, _
from pipeline.reports.filter import Filter
from pipeline.reports.report import CommitmentLine
from pipeline.statistics.intervals import share_of
from pipeline.storage.tables import CallRow, PromiseRow

UNKNOWN = N_("坐席不明")


def commitment_lines(session: Session, chosen: Filter, now: datetime) -> list[CommitmentLine]:
    """One line an agent, those with the most promises first."""
    counts: dict[str | None, Counter[PromiseState]] = {}
    state = state_condition(now).label("state")
    counted = select(PromiseRow.agent_id, state, func.count()).join(CallRow, CallRow.id == PromiseRow.call_id)
    counted = counted.where(*chosen.calls, PromiseRow.kind == PromiseKind.PROMISE, PromiseRow.gone_at.is_(None))
    for agent, name, count in session.execute(counted.group_by(PromiseRow.agent_id, state)):
        counts.setdefault(agent, Counter())[PromiseState(name)] = count
    lines = [_line(agent, own) for agent, own in counts.items()]
    return sorted(lines, key=lambda line: (line.key is None, -line.promised, line.label))


def state_condition(now: datetime) -> ColumnElement[str]:
    """The state of a promise as the database tells it; the same as :func:`pipeline.domain.promise.state_at`."""
    late = PromiseRow.due_at.is_not(None) & (PromiseRow.taken_up_at > PromiseRow.due_at)
    over = PromiseRow.denied_by.is_not(None) | (PromiseRow.due_at < now)
    return case(
        (PromiseRow.closed_as.is_not(None), PromiseRow.closed_as),
        (PromiseRow.taken_up_at.is_not(None) & late, PromiseState.LATE.value),
        (PromiseRow.taken_up_at.is_not(None), PromiseState.KEPT.value),
        (over, PromiseState.BROKEN.value),
        else_=PromiseState.OPEN.value,
    )


def _line(agent: str | None, own: Counter[PromiseState]) -> CommitmentLine:
    kept, late, broken = (own[state] for state in (PromiseState.KEPT, PromiseState.LATE, PromiseState.BROKEN))
    rate, still_open, void = share_of(kept, kept + late + broken), own[PromiseState.OPEN], own[PromiseState.VOID]
    return CommitmentLine(agent, agent or _(UNKNOWN), rate, own.total(), kept, late, broken, still_open, void)
