"""Judgements with their decisions, loaded from the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.cases.costs import promises_now
from pipeline.checks.registry import checks
from pipeline.domain.scorecard import ScoreLine
from pipeline.language import _
from pipeline.lexicon import Pack
from pipeline.review.decisions import Action, Decision
from pipeline.review.effective import Effective, effective
from pipeline.review.slots import title_key
from pipeline.storage.calls import get_call
from pipeline.storage.errors import NotInStore
from pipeline.storage.tables import CallRow, DecisionRow, FindingRow, JudgementRow, ReviewRow, ScorecardRow


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A call, one of its judgements, and what people made of it."""

    call: CallRow
    judgement: JudgementRow
    decisions: Sequence[DecisionRow]
    effective: Effective


def draft_of(session: Session, call_id: str, pack: Pack) -> Reviewed:
    """What is being worked on: with every decision made so far. Raises NotInStore."""
    call = get_call(session, call_id)
    judgement = _under_review(session, call)
    rows = session.scalars(select(DecisionRow).filter_by(judgement_id=judgement.id).order_by(DecisionRow.id)).all()
    return reviewed(session, call, judgement, rows, pack, promises_now(session, call.id, pack.rubric))


def as_of(session: Session, call: CallRow, card: ScorecardRow, pack: Pack) -> Reviewed:
    """What ``card`` rests on: later decisions don't show."""
    judgement = session.get_one(JudgementRow, card.judgement_id)
    return reviewed(session, call, judgement, _decisions(session, card), pack, card.card.promises)


def _decisions(session: Session, card: ScorecardRow) -> Sequence[DecisionRow]:
    """Those that the card counts; most cards count none, and then nothing is asked."""
    wanted = card.card.decisions
    if not wanted:
        return ()
    return session.scalars(select(DecisionRow).where(DecisionRow.id.in_(wanted)).order_by(DecisionRow.id)).all()


def reviewed(
    session: Session,
    call: CallRow,
    judgement: JudgementRow,
    rows: Sequence[DecisionRow],
    pack: Pack,
    promises: ScoreLine | None,
) -> Reviewed:
    """``promises``: what became of the agent's promises."""
    decisions, ids = [decision_of(row) for row in rows], finding_ids(session, judgement.id)
    outcome = effective(judgement.record, ids, decisions, pack.rubric, titles_of(pack), promises)
    return Reviewed(call, judgement, rows, outcome)


def decision_of(row: DecisionRow) -> Decision:
    return Decision(
        row.id,
        Action(row.action),
        row.check,
        row.finding_id,
        row.added_id,
        row.category,
        row.severity,
        row.verdict,
        row.utterance,
        row.char_start,
        row.char_end,
        row.comment,
        row.created_by,
    )


def finding_ids(session: Session, judgement_id: int) -> list[int]:
    """The ids of a judgement's findings, in their order."""
    ids = select(FindingRow.id).filter_by(judgement_id=judgement_id).order_by(FindingRow.ordinal)
    return list(session.scalars(ids))


def titles_of(pack: Pack) -> dict[str, str]:
    """What checks and slots are called, as :func:`pipeline.review.effective.effective` wants them."""
    return check_titles() | {title_key(name): slot.title for name, slot in pack.slots.items()}


def check_titles() -> dict[str, str]:
    return {id: check.title for id, check in checks().items()}


def open_review(session: Session, call_id: str) -> ReviewRow | None:
    """The review that somebody claimed and has not finished, its time being up or not."""
    claimed = select(ReviewRow).filter_by(call_id=call_id, state="claimed").order_by(ReviewRow.id.desc())
    return session.scalars(claimed).first()


def published_card(session: Session, call_id: str) -> ScorecardRow | None:
    """The scorecard that the agent sees."""
    shown = select(ScorecardRow).where(ScorecardRow.call_id == call_id, ScorecardRow.published_at.is_not(None))
    return session.scalars(shown.order_by(ScorecardRow.id.desc()).limit(1)).first()


def _under_review(session: Session, call: CallRow) -> JudgementRow:
    """That of the open review, else that of the scorecard in force."""
    claimed = open_review(session, call.id)
    card = session.get(ScorecardRow, call.scorecard_id) if call.scorecard_id else None
    id = claimed.judgement_id if claimed else card.judgement_id if card else call.judgement_id
    row = session.get(JudgementRow, id) if id else None
    if row is None:
        raise NotInStore(_("评分结果"), call.id)
    return row
