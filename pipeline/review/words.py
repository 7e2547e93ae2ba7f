"""A reviewer corrects what the recogniser wrote, or who said it; the call is judged again at once on those words.

The machine's transcript stays as it is; the corrected one is kept beside it, as another hearing of the same call. The
sentence judge has no opinion about a corrected sentence until the call is judged again by a worker: until then the
rules alone are asked about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.cases.follow import follow
from pipeline.domain.call import Call, Role, Utterance
from pipeline.language import _
from pipeline.lexicon import Pack
from pipeline.review.claims import held
from pipeline.review.errors import BadDecision
from pipeline.review.judged_again import judge_again
from pipeline.review.stored import Reviewed, draft_of
from pipeline.storage import judgements
from pipeline.storage.call_json import load_call
from pipeline.storage.kinds import corrected_kind
from pipeline.storage.tables import JudgementRow, ReviewRow, TranscriptRow, WordsCorrectionRow

UNHEARD = "+words"  # of labels that say nothing of corrected sentences: they are made anew by the next rescoring


def correct_words(
    session: Session,
    call_id: str,
    user_id: int,
    version: int,
    utterance: int,
    text: str | None,
    role: Role | None,
    pack: Pack,
    zone: ZoneInfo,
) -> tuple[ReviewRow, Reviewed]:
    """Keep the correction; returns the review with its new version, and what counts now. None leaves as it is.

    Raises NotInStore, Conflict where the call is not this person's at this version, BadDecision.
    """
    call_row, review = held(session, call_id, user_id, version)
    if call_row.personal_deleted_at is not None:
        raise BadDecision(_("这通电话的文字已按期限删除，不能再更正"))
    judgement = session.get_one(JudgementRow, review.judgement_id)
    before = session.get_one(TranscriptRow, judgement.transcript_id)
    call = load_call(before.body)
    said = _said(call, utterance)
    corrected = _corrected(said, text, role)
    labelled = judgements.latest_labels(session, before.id)
    if labelled is None:
        raise BadDecision(_("这通电话还没有句子分类结果，请先重新评分"))
    after = judgements.save_transcript(session, call_id, _with(call, corrected))
    key = labelled[0].removesuffix(UNHEARD) + UNHEARD
    kept = tuple(label for label in labelled[1] if label.utterance != utterance)
    judgements.save_labels(session, after, key, kept)
    session.flush()
    session.add(
        WordsCorrectionRow(
            call_id=call_id,
            before_id=before.id,
            after_id=after.id,
            utterance=utterance,
            start=said.start,
            end=said.end,
            text_before=said.text,
            text=corrected.text,
            role_before=said.role.value,
            role=corrected.role.value,
            created_by=user_id,
        )
    )
    judge_again(session, review, after, kept, key, corrected_kind(session, call_id), pack)
    follow(session, call_row, pack, zone)
    return review, draft_of(session, call_id, pack)


def words_corrections(session: Session, call_id: str) -> Sequence[WordsCorrectionRow]:
    """In their order."""
    return session.scalars(select(WordsCorrectionRow).filter_by(call_id=call_id).order_by(WordsCorrectionRow.id)).all()


def _said(call: Call, utterance: int) -> Utterance:
    found = next((u for u in call.utterances if u.index == utterance), None)
    if found is None:
        raise BadDecision(_("没有这句话"))
    return found


def _corrected(said: Utterance, text: str | None, role: Role | None) -> Utterance:
    """A person is sure; when each character is spoken has to be told anew from the edges, and what the machine had
    heard the second time belongs to its own words."""
    changed = said
    if text is not None and text != said.text:
        changed = replace(said, text=text, confidence=1.0, anchors=(), corrections=())
    if role is not None and role is not said.role:
        changed = replace(changed, role=role, role_confidence=1.0)
    if changed is said:
        raise BadDecision(_("没有改动"))
    return changed


def _with(call: Call, corrected: Utterance) -> Call:
    utterances = tuple(corrected if u.index == corrected.index else u for u in call.utterances)
    return replace(call, transcript=replace(call.transcript, utterances=utterances))
