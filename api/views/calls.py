"""Calls as somebody may see them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.masking import shown_text
from api.schemas.calls import CallDetail, CallItem, CardItem, Failure, History, JudgementItem, Receipt
from pipeline.accounts import Principal
from pipeline.lexicon import Pack
from pipeline.privacy import for_role
from pipeline.record import card_json, dump
from pipeline.storage import Database, masked_texts
from pipeline.storage.call_search import CallFilter
from pipeline.storage.tables import CallRow, JudgementRow, RecordingRow, ScorecardRow, TranscriptRow, UserRole


def searched(wanted: CallFilter, user: Principal, database: Database, pack: Pack) -> CallFilter:
    """Who sees masked texts searches nothing else."""
    if not wanted.text or not for_role(user.role):
        return wanted
    masked_texts.fill(database, pack)  # the latest; the service masks what is new by itself
    return replace(wanted, masked=masked_texts.key_of(pack))


def call_items(session: Session, principal: Principal, rows: list[CallRow], pack: Pack) -> list[CallItem]:
    """Rows that those who ask may see, in the same order; an agent's scores are the published ones."""
    cards = _published(session, [row.id for row in rows]) if principal.role is UserRole.AGENT else {}
    return [CallItem(**_fields(principal, row, cards.get(row.id), pack)) for row in rows]


def call_detail(session: Session, principal: Principal, row: CallRow, pack: Pack) -> CallDetail:
    agent = principal.role is UserRole.AGENT
    card = _published(session, [row.id]).get(row.id) if agent else None
    kept = session.get_one(RecordingRow, row.sha256)
    number = row.customer_number if not for_role(principal.role) or agent else None
    return CallDetail(
        **_fields(principal, row, card, pack),
        customer_number=number,
        size_bytes=kept.size_bytes,
        file_name=shown_text(principal, kept.file_name, pack) or "",
        channels=kept.channels,
        codec=kept.codec,
        sampling_rate=kept.sampling_rate,
        attempts=None if agent else row.attempts,
        judgement_id=card.judgement_id if card else row.judgement_id,
        scorecard_id=card.id if card else row.scorecard_id,
        has_audio=kept.kind == "audio" and kept.deleted_at is None,
    )


def history(session: Session, row: CallRow) -> History:
    judgements = session.scalars(select(JudgementRow).filter_by(call_id=row.id).order_by(JudgementRow.id.desc()))
    cards = session.scalars(select(ScorecardRow).filter_by(call_id=row.id).order_by(ScorecardRow.id.desc()))
    return History(
        call_id=row.id,
        judgements=[
            JudgementItem(**_same(JudgementItem, j) | {"current": j.id == row.judgement_id}) for j in judgements
        ],
        scorecards=[CardItem(**_same(CardItem, card)) for card in cards],
    )


def receipt(session: Session, judgement: JudgementRow, card: ScorecardRow) -> Receipt:
    transcript = session.get_one(TranscriptRow, judgement.transcript_id)
    call = session.get_one(CallRow, judgement.call_id)
    versions = {
        name: getattr(judgement, name)
        for name in ("asr_model", "lexicon", "lexicon_version", "lexicon_sha256", "rubric", "rubric_version", "version")
    }
    return Receipt(
        **versions,
        call_id=call.id,
        recording_sha256=call.sha256,
        transcript_sha256=transcript.digest,
        asr_options=dict(judgement.record.provenance.asr_options),
        judgement_id=judgement.id,
        origin=card.origin,
        judged_at=judgement.created_at,
        scorecard_id=card.id,
        total=card.total,
        card_sha256=hashlib.sha256(dump(card_json(card.card)).encode()).hexdigest(),
    )


def _fields(principal: Principal, row: CallRow, card: ScorecardRow | None, pack: Pack) -> dict[str, Any]:
    """``card``: the published one, for an agent."""
    same = ("id", "created_at", "started_at", "duration", "direction", "agent_id", "team", "queue", "state")
    fields: dict[str, Any] = {name: getattr(row, name) for name in same}
    fields["name"] = shown_text(principal, row.name, pack)
    if card is not None:
        unknown = dict.fromkeys(("needs_review", "review_state", "risk", "audit_sample", "failure"))
        return (
            fields
            | unknown
            | {
                "score": card.total,
                "grade": card.grade,
                "unscored": card.card.unscored,
                "fatal": card.fatal,
                "published_at": card.published_at,
            }
        )
    outcome = (
        "score",
        "grade",
        "unscored",
        "fatal",
        "needs_review",
        "review_state",
        "risk",
        "audit_sample",
        "published_at",
        "kind",
        "kind_confidence",
    )
    return fields | {name: getattr(row, name) for name in outcome} | {"failure": _failure(row)}


def _failure(row: CallRow) -> Failure | None:
    if row.failure_code is None or row.failed_at is None:
        return None
    return Failure(code=row.failure_code, reason=row.failure_reason or "", at=row.failed_at)


def _published(session: Session, call_ids: list[str]) -> dict[str, ScorecardRow]:
    """The last published scorecard of each call."""
    published = select(ScorecardRow).where(ScorecardRow.call_id.in_(call_ids), ScorecardRow.published_at.is_not(None))
    return {card.call_id: card for card in session.scalars(published.order_by(ScorecardRow.id))}


def _same(model: type[Any], row: object) -> dict[str, Any]:
    return {name: getattr(row, name) for name in model.model_fields if hasattr(row, name)}
