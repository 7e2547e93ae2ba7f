"""A call under review is judged again on other grounds: what was decided stays decided, as far as it still applies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.domain.facts import TurnLabel
from pipeline.judge import judge
from pipeline.lexicon import Pack
from pipeline.review.decisions import Action
from pipeline.storage import judgements
from pipeline.storage.call_json import load_call
from pipeline.storage.tables import DecisionRow, FindingRow, JudgementRow, ReviewRow, TranscriptRow

_SAME = (
    "call_id",
    "action",
    "check",
    "category",
    "severity",
    "verdict",
    "utterance",
    "char_start",
    "char_end",
    "comment",
    "created_by",
    "created_at",
    "review_id",
)


def judge_again(
    session: Session,
    review: ReviewRow,
    transcript: TranscriptRow,
    labels: Sequence[TurnLabel],
    labels_key: str,
    kind: str | None,
    pack: Pack,
) -> None:
    """Judge ``transcript`` as a call of this ``kind`` (None: as the machine thinks); the review goes on with that."""
    before = session.get_one(JudgementRow, review.judgement_id)
    judged = judge(load_call(transcript.body), pack, labels, kind)
    after = judgements.save_judgement(session, transcript, judged, labels_key)
    if after.id != before.id:
        _carry_over(session, before, after)
    review.judgement_id, review.version = after.id, review.version + 1
    session.flush()


def _carry_over(session: Session, before: JudgementRow, after: JudgementRow) -> None:
    """What was decided about the one judgement holds for the other, as far as it has the same findings."""
    found = _same_findings(session, before, after)
    decided = select(DecisionRow).filter_by(judgement_id=before.id).order_by(DecisionRow.id)
    known = {row.id for row in session.scalars(select(DecisionRow).filter_by(judgement_id=after.id))}
    copies: dict[int, int] = {}
    for row in session.scalars(decided).all():
        gone = row.finding_id is not None and row.finding_id not in found
        orphaned = row.added_id is not None and row.added_id not in copies
        if gone or (orphaned and row.action != Action.ADD) or known:
            continue
        copy = DecisionRow(
            **{name: getattr(row, name) for name in _SAME},
            judgement_id=after.id,
            finding_id=found.get(row.finding_id or 0),
            added_id=copies.get(row.added_id or 0),
        )
        session.add(copy)
        session.flush()
        copies[row.id] = copy.id


def _same_findings(session: Session, before: JudgementRow, after: JudgementRow) -> Mapping[int, int]:
    """The ids of the findings of ``before`` that ``after`` has too, with theirs there."""
    there = {_place(row): row.id for row in session.scalars(select(FindingRow).filter_by(judgement_id=after.id))}
    own = session.scalars(select(FindingRow).filter_by(judgement_id=before.id)).all()
    return {row.id: there[_place(row)] for row in own if _place(row) in there}


def _place(row: FindingRow) -> tuple[object, ...]:
    return row.check, row.category, row.rule, row.utterance, row.char_start, row.char_end, row.passed
