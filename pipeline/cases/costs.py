"""What became of the agent's promises, on the scorecards that only the machine answers for.

Where the rubric gives promises a weight, a scorecard is added whenever that changes: a promise is kept by a later call,
its time runs out, a person closes it. A person's scorecard stays as it is until a person looks at the call again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.cases.file import state_of
from pipeline.domain.promise import PromiseKind
from pipeline.domain.scorecard import Scorecard, ScoreLine
from pipeline.lexicon import Rubric
from pipeline.scoring import promise_line, with_promises
from pipeline.storage.call_search import MACHINE
from pipeline.storage.judgements import put_in_force
from pipeline.storage.tables import CallRow, PromiseRow, ScorecardRow, utc_now


def promises_now(session: Session, call_id: str, rubric: Rubric, now: datetime | None = None) -> ScoreLine | None:
    """The line of a scorecard that would be made now; None where the rubric lets promises cost nothing."""
    if rubric.promises is None:
        return None
    made = select(PromiseRow).filter_by(call_id=call_id, kind=PromiseKind.PROMISE, gone_at=None)
    states = [state_of(row, now or utc_now()) for row in session.scalars(made)]
    return promise_line(states, rubric.promises)


def charge(session: Session, call_ids: Iterable[str], rubric: Rubric, now: datetime) -> int:
    """Bring the machine's scorecards of these calls to how their promises stand; returns how many changed."""
    if rubric.promises is None:
        return 0
    rows = select(CallRow, ScorecardRow).join(ScorecardRow, ScorecardRow.id == CallRow.scorecard_id)
    rows = rows.where(CallRow.id.in_(set(call_ids)), CallRow.score_origin == MACHINE)
    changed = 0
    for call, card in session.execute(rows).all():
        counted = with_promises(card.card, promises_now(session, call.id, rubric, now), rubric)
        if counted is not card.card:
            changed += 1
            _put(session, call, card, counted)
    return changed


def _put(session: Session, call: CallRow, before: ScorecardRow, counted: Scorecard) -> None:
    card = ScorecardRow(
        call_id=call.id,
        judgement_id=before.judgement_id,
        origin=MACHINE,
        card=counted,
        total=counted.total,
        grade=counted.grade,
        fatal=counted.fatal,
    )
    session.add(card)
    session.flush()
    put_in_force(call, card, call.needs_review)
