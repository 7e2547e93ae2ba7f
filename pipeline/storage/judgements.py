"""Transcripts and judgements: added, never changed; the latest judgement is the one that is shown."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.domain.call import Call, Role
from pipeline.domain.facts import TurnLabel
from pipeline.domain.finding import Finding
from pipeline.domain.record import JudgedCheck, Judgement, Record
from pipeline.language import _
from pipeline.record import record_of
from pipeline.storage.call_json import dump_call, dump_labels, load_call, load_labels
from pipeline.storage.calls import get_call
from pipeline.storage.errors import NotInStore
from pipeline.storage.tables import (
    CallRow,
    CheckResultRow,
    FindingRow,
    JudgementRow,
    LabelsRow,
    ScorecardRow,
    TranscriptRow,
)

UNREVIEWED, ASIDE = "none", "aside"  # states of a review


def save_transcript(session: Session, call_id: str, call: Call) -> TranscriptRow:
    """Keep a call as it was heard; the same hearing twice is one row."""
    body = dump_call(call)
    digest = hashlib.sha256(body.encode()).hexdigest()
    known = session.scalars(select(TranscriptRow).filter_by(call_id=call_id, digest=digest)).first()
    if known is not None:
        return known
    text = "\n".join(u.text for u in call.utterances).replace("\0", "")
    row = TranscriptRow(call_id=call_id, digest=digest, body=body, text=text, asr_model=call.transcript.asr_model)
    session.add(row)
    session.flush()
    return row


def save_labels(session: Session, transcript: TranscriptRow, key: str, labels: Sequence[TurnLabel]) -> None:
    """Keep the opinions of the sentence judge with this ``key`` about a transcript."""
    if labels_of(session, transcript.id, key) is None:
        session.add(LabelsRow(transcript_id=transcript.id, judge_key=key, body=dump_labels(labels)))


def labels_of(session: Session, transcript_id: int, key: str) -> tuple[TurnLabel, ...] | None:
    """None where the judge with this ``key`` was not asked about the transcript yet."""
    row = session.scalars(select(LabelsRow).filter_by(transcript_id=transcript_id, judge_key=key)).first()
    return None if row is None else load_labels(row.body)


def latest_labels(session: Session, transcript_id: int) -> tuple[str, tuple[TurnLabel, ...]] | None:
    """The latest opinions about a transcript, with the key of their judge; None where there are none."""
    given = select(LabelsRow).filter_by(transcript_id=transcript_id).order_by(LabelsRow.id.desc()).limit(1)
    row = session.scalars(given).first()
    return None if row is None else (row.judge_key, load_labels(row.body))


def heard(session: Session, call_id: str) -> tuple[TranscriptRow, Call]:
    """The latest transcript of a call; raises NotInStore."""
    row = heard_row(session, call_id)
    return row, load_call(row.body)


def heard_row(session: Session, call_id: str) -> TranscriptRow:
    """The row of the transcript that a call is judged by, otherwise of the latest; raises NotInStore.

    They differ where a call was heard again as it had been heard before: the same hearing is one row.
    """
    in_use = TranscriptRow.id == select(CallRow.transcript_id).where(CallRow.id == call_id).scalar_subquery()
    chosen = select(TranscriptRow).filter_by(call_id=call_id).order_by(in_use.desc(), TranscriptRow.id.desc()).limit(1)
    row = session.scalars(chosen).first()
    if row is None:
        raise NotInStore(_("转写"), call_id)
    return row


def save_judgement(session: Session, transcript: TranscriptRow, judgement: Judgement, labels_key: str) -> JudgementRow:
    """Keep a judgement and make it the current one; judged on the same basis again, the row of then is used."""
    source = judgement.provenance
    opinion = judgement.facts.kind
    kind = opinion.kind if opinion and opinion.machine else None
    basis = basis_of(transcript.digest, source.lexicon_sha256, source.version, labels_key, kind)
    row = session.scalars(select(JudgementRow).filter_by(call_id=transcript.call_id, basis=basis)).first()
    if row is None:
        row = _added(session, transcript, judgement, basis)
    _make_current(session, get_call(session, transcript.call_id), transcript, row, judgement.call)
    return row


def basis_of(digest: str, lexicon_sha256: str, version: str, labels_key: str, kind: str | None = None) -> str:
    """Names all that a judgement depends on: transcript (by its digest), lexicon with rubric, classifier, code, and
    the kind of call, where a person has said it."""
    parts = (digest, lexicon_sha256, version, labels_key, *([kind] if kind else []))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _added(session: Session, transcript: TranscriptRow, judgement: Judgement, basis: str) -> JudgementRow:
    card, source, record = judgement.scorecard, judgement.provenance, record_of(judgement)
    row = JudgementRow(
        call_id=transcript.call_id,
        transcript_id=transcript.id,
        basis=basis,
        rubric=card.rubric,
        rubric_version=card.rubric_version,
        lexicon=source.lexicon,
        version=source.version,
        lexicon_version=source.lexicon_version,
        lexicon_sha256=source.lexicon_sha256,
        asr_model=transcript.asr_model,
        total=card.total,
        grade=card.grade,
        fatal=card.fatal,
        needs_review=card.needs_review,
        record=record,
    )
    session.add(row)
    session.flush()
    session.add_all(details_of(row, record))
    session.flush()
    return row


def details_of(row: JudgementRow, record: Record) -> list[CheckResultRow | FindingRow]:
    """The rows for the verdicts and the findings of a judgement, by which it is searched for and counted."""
    found = [_finding_row(row, ordinal, one) for ordinal, one in enumerate(record.findings)]
    return [*_check_rows(row, record), *found]


def _check_rows(row: JudgementRow, record: Record) -> list[CheckResultRow]:
    lines = {line.check: line for line in record.scorecard.lines}

    def of(result: JudgedCheck) -> CheckResultRow:
        line = lines.get(result.check)
        return CheckResultRow(
            judgement_id=row.id,
            call_id=row.call_id,
            check=result.check,
            verdict=result.verdict.value,
            weight=line.weight if line else 0.0,
            earned=line.earned if line else 0.0,
            reason=result.reason,
            observed=result.observed,
        )

    return [of(result) for result in record.checks]


def _finding_row(row: JudgementRow, ordinal: int, found: Finding) -> FindingRow:
    """The fields that the table has columns for; a database's text holds no NUL."""
    known = {c.name: getattr(found, c.name) for c in FindingRow.__table__.columns if hasattr(found, c.name)}
    clean = {n: value.replace("\0", "") if isinstance(value, str) else value for n, value in known.items()}
    return FindingRow(judgement_id=row.id, call_id=row.call_id, ordinal=ordinal, **clean)


def _make_current(session: Session, call: CallRow, transcript: TranscriptRow, row: JudgementRow, heard: Call) -> None:
    """A person's score stays in force until a person looks again: then only the judgement is noted."""
    call.transcript_id, call.judgement_id = transcript.id, row.id
    call.agent_id = call.agent_id or heard.agent_id
    call.team, call.queue = call.team or heard.telephony.team, call.queue or heard.telephony.queue
    call.direction = heard.direction.value
    call.kind, call.kind_confidence = row.record.call.kind, row.record.call.kind_confidence
    call.duration = heard.recording.duration if heard.recording else max((u.end for u in heard.utterances), default=0.0)
    call.hearing_confidence, call.line_faults = hearing_confidence(heard), line_faults(heard)
    if call.review_state == ASIDE and row.total is not None:  # it can be scored now
        call.review_state = UNREVIEWED
    if call.review_state not in (UNREVIEWED, ASIDE):
        return
    card = ScorecardRow(
        call_id=call.id,
        judgement_id=row.id,
        origin="machine",
        card=row.record.scorecard,
        total=row.total,
        grade=row.grade,
        fatal=row.fatal,
    )
    session.add(card)
    session.flush()
    put_in_force(call, card, row.needs_review)


def hearing_confidence(call: Call) -> float | None:
    """How sure the recogniser was of the agent's words, 0-1, mean by character; None where the agent said nothing."""
    spoken = call.by(Role.AGENT)
    characters = sum(len(u.text) for u in spoken)
    return round(sum(u.confidence * len(u.text) for u in spoken) / characters, 4) if characters else None


def line_faults(call: Call) -> int | None:
    """How many things are wrong with the audio; None where there is none."""
    return sum(issue.severity in ("warning", "error") for issue in call.health) if call.has_audio else None


def put_in_force(call: CallRow, card: ScorecardRow, needs_review: bool) -> None:
    """Lists show this scorecard from now on."""
    call.scorecard_id, call.score, call.grade, call.fatal = card.id, card.total, card.grade, card.fatal
    call.unscored = card.card.unscored
    call.scored_judgement_id, call.score_origin = card.judgement_id, card.origin
    call.needs_review = needs_review


def latest_record(session: Session, call_id: str) -> Record:
    """The record of the current judgement; raises NotInStore."""
    call = get_call(session, call_id)
    row = session.get(JudgementRow, call.judgement_id) if call.judgement_id else None
    if row is None:
        raise NotInStore(_("评分结果"), call_id)
    return row.record
