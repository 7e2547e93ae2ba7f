"""Which calls a reviewer should look at first, and which at any rate: by the rubric's policy."""

from __future__ import annotations

from sqlalchemy.orm import Session

from pipeline.domain.finding import Verdict
from pipeline.domain.record import Judgement, Record
from pipeline.lexicon import ReviewPolicy
from pipeline.storage.judgements import UNREVIEWED, save_judgement
from pipeline.storage.tables import CallRow, JudgementRow, TranscriptRow


def keep_judgement(
    session: Session, transcript: TranscriptRow, judgement: Judgement, labels_key: str, policy: ReviewPolicy
) -> JudgementRow:
    """Keep a judgement, and give the call its place in the review queue as long as nobody has reviewed it."""
    row = save_judgement(session, transcript, judgement, labels_key)
    call = session.get_one(CallRow, row.call_id)
    if call.review_state == UNREVIEWED:
        call.risk = risk_of(row.record, policy)
        call.audit_sample = in_audit_sample(call.sha256, policy)
    return row


def risk_of(record: Record, policy: ReviewPolicy) -> float:
    """Greatest where a mistake would cost most: a veto, then verdicts in doubt, then what cost points."""
    verdicts = [check.verdict for check in record.checks]
    against = [f for f in record.findings if not f.passed]
    points = policy.fatal if record.scorecard.fatal else 0.0
    points += policy.unsure * sum(v in (Verdict.UNSURE, Verdict.ERROR) for v in verdicts)
    points += policy.doubtful * sum(not f.certain for f in against) + policy.failed * verdicts.count(Verdict.FAIL)
    return round(points + sum(1.0 - f.confidence for f in against), 2)


def in_audit_sample(sha256: str, policy: ReviewPolicy) -> bool:
    """Whether the call belongs to the random share: chosen by its content, so that nobody can steer what is seen."""
    return int(sha256[:8], 16) / 0xFFFFFFFF < policy.random_share
