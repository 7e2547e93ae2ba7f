"""A reviewer says what kind of call it is: it is judged again as that, and what was decided stays decided."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.judge import judge
from pipeline.lexicon import Pack
from pipeline.review.claims import held
from pipeline.review.decisions import Action
from pipeline.review.errors import BadDecision
from pipeline.review.stored import Reviewed, draft_of
from pipeline.storage import judgements
from pipeline.storage.call_json import load_call
from pipeline.storage.tables import (
    DecisionRow,
    FindingRow,
    JudgementRow,
    KindCorrectionRow,
    ReviewRow,
    TranscriptRow,
)

_SAME = ("call_id", "action", "check", "category", "severity", "verdict", "utterance", "char_start", "char_end",
         "comment", "created_by", "created_at", "review_id")  # fmt: skip


def correct_kind(session: Session, call_id: str, user_id: int, version: int, kind: str,
                 pack: Pack) -> tuple[ReviewRow, Reviewed]:  # fmt: skip
    """Keep the correction; returns the review with its new version, and what counts now.

    Raises NotInStore, Conflict where the call is not this person's at this version, BadDecision.
    """
    call, review = held(session, call_id, user_id, version)
    if kind not in pack.call_kinds:
        raise BadDecision(f"词库里没有「{kind}」这类通话")
    if call.personal_deleted_at is not None:
        raise BadDecision("这通电话的文字已按期限删除，不能再改类型")
    before = session.get_one(JudgementRow, review.judgement_id)
    labelled = judgements.latest_labels(session, before.transcript_id)
    if labelled is None:  # without them hardly a forbidden phrase would be found again
        raise BadDecision("这通电话还没有句子分类结果，请先重新评分")
    session.add(KindCorrectionRow(call_id=call_id, judgement_id=before.id, kind=kind, created_by=user_id))
    transcript = session.get_one(TranscriptRow, before.transcript_id)
    judged = judge(load_call(transcript.body), pack, labelled[1], kind)
    after = judgements.save_judgement(session, transcript, judged, labelled[0])
    if after.id != before.id:
        _carry_over(session, before, after)
    review.judgement_id, review.version = after.id, review.version + 1
    session.flush()
    return review, draft_of(session, call_id, pack)


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
        copy = DecisionRow(**{name: getattr(row, name) for name in _SAME}, judgement_id=after.id,
                           finding_id=found.get(row.finding_id or 0),
                           added_id=copies.get(row.added_id or 0))  # fmt: skip
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
