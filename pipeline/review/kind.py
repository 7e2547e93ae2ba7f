"""A reviewer says what kind of call it is: it is judged again as that, has the deadlines of that kind, and what was
decided stays decided."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from pipeline.cases.follow import follow
from pipeline.language import _
from pipeline.lexicon import Pack
from pipeline.review.claims import held
from pipeline.review.errors import BadDecision
from pipeline.review.judged_again import judge_again
from pipeline.review.stored import Reviewed, draft_of
from pipeline.storage import judgements
from pipeline.storage.tables import JudgementRow, KindCorrectionRow, ReviewRow, TranscriptRow


def correct_kind(
    session: Session, call_id: str, user_id: int, version: int, kind: str, pack: Pack, zone: ZoneInfo
) -> tuple[ReviewRow, Reviewed]:
    """Keep the correction; returns the review with its new version, and what counts now.

    Raises NotInStore, Conflict where the call is not this person's at this version, BadDecision.
    """
    call, review = held(session, call_id, user_id, version)
    if kind not in pack.call_kinds:
        raise BadDecision(_("词库里没有「%(kind)s」这类通话", kind=kind))
    if call.personal_deleted_at is not None:
        raise BadDecision(_("这通电话的文字已按期限删除，不能再改类型"))
    before = session.get_one(JudgementRow, review.judgement_id)
    labelled = judgements.latest_labels(session, before.transcript_id)
    if labelled is None:  # without them hardly a forbidden phrase would be found again
        raise BadDecision(_("这通电话还没有句子分类结果，请先重新评分"))
    session.add(KindCorrectionRow(call_id=call_id, judgement_id=before.id, kind=kind, created_by=user_id))
    transcript = session.get_one(TranscriptRow, before.transcript_id)
    judge_again(session, review, transcript, labelled[1], labelled[0], kind, pack)
    follow(session, call, pack, zone)
    return review, draft_of(session, call_id, pack)
