"""Judged calls for reports: rows as the store writes them, without judging anything."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count

from pipeline.domain.finding import Verdict
from pipeline.domain.scorecard import KeptCard, ScoreLine
from pipeline.record import record_of
from pipeline.storage import Database
from pipeline.storage.judgements import put_in_force
from pipeline.storage.tables import (
    CallRow,
    CardFactRow,
    CheckResultRow,
    DecisionRow,
    FindingRow,
    JudgementRow,
    RecordingRow,
    ScorecardRow,
    TranscriptRow,
    UserRow,
)
from tests.pipeline.review.calls import judgement
from tests.pipeline.review.stores import good_call

EMPTY = record_of(judgement(good_call()))
MONDAY = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
_numbers = count(1)


def store_scored(
    database: Database,
    score: float,
    *,
    agent: str | None = "A001",
    team: str | None = "一组",
    when: datetime | None = MONDAY,
    verdicts: Mapping[str, str] | None = None,
    forbidden: int = 0,
    confidence: float | None = 0.9,
    faults: int = 0,
) -> str:
    """A call with a machine's scorecard; returns its id. Its findings are certain."""
    sha256 = f"{next(_numbers):064x}"[::-1]
    verdicts = {"greeting": "pass"} if verdicts is None else verdicts
    with database.writing() as session:
        session.add(RecordingRow(sha256=sha256, kind="audio", file_name="a.wav", size_bytes=1))
        session.flush()
        call = CallRow(
            id=sha256[:32],
            sha256=sha256,
            name=sha256[:8],
            state="done",
            agent_id=agent,
            team=team,
            started_at=when,
            hearing_confidence=confidence,
            line_faults=faults,
        )
        session.add(call)
        session.flush()
        transcript = TranscriptRow(call_id=call.id, digest=sha256, body="{}", text="", asr_model="base")
        session.add(transcript)
        session.flush()
        judged = JudgementRow(
            call_id=call.id,
            transcript_id=transcript.id,
            basis=sha256,
            rubric="r",
            rubric_version="1",
            lexicon="l",
            lexicon_version="1",
            lexicon_sha256="0",
            asr_model="base",
            version="0",
            total=score,
            grade="B",
            fatal=False,
            needs_review=False,
            record=EMPTY,
        )
        session.add(judged)
        session.flush()
        for check, verdict in verdicts.items():
            session.add(
                CheckResultRow(
                    judgement_id=judged.id,
                    call_id=call.id,
                    check=check,
                    verdict=verdict,
                    weight=1.0,
                    earned=1.0,
                    reason="",
                )
            )
        for ordinal in range(forbidden):
            session.add(finding(judged, ordinal))
        call.judgement_id, call.transcript_id = judged.id, transcript.id
        in_force(session, call, judged, score, "machine", verdicts)
        return call.id


def finding(judged: JudgementRow, ordinal: int, **more: object) -> FindingRow:
    usual: dict[str, object] = {
        "check": "forbidden_phrases",
        "category": "vague",
        "rule": "vague.probably",
        "phrase": "大概",
        "quote": "大概",
        "utterance": 0,
        "char_start": 0,
        "char_end": 2,
        "start": 0.0,
        "end": 1.0,
        "match": "exact",
        "confidence": 0.9,
        "passed": False,
        "certain": True,
        "severity": "minor",
        "reason": "",
        "details": {},
    }
    return FindingRow(judgement_id=judged.id, call_id=judged.call_id, ordinal=ordinal, **(usual | more))


def in_force(
    session, call: CallRow, judged: JudgementRow, score: float, origin: str, verdicts: Mapping[str, str]
) -> None:
    lines = tuple(ScoreLine(check, check, 1.0, 1.0, Verdict(verdict)) for check, verdict in verdicts.items())
    told = KeptCard(
        rubric="r",
        rubric_version="1",
        total=score,
        grade="B",
        fatal=False,
        needs_review=False,
        lines=lines,
        decisions=None if origin == "machine" else (),
    )
    card = ScorecardRow(
        call_id=call.id, judgement_id=judged.id, origin=origin, card=told, total=score, grade="B", fatal=False
    )
    session.add(card)
    session.flush()
    if origin != "machine":
        session.add_all(CardFactRow(scorecard_id=card.id, check=c, verdict=v) for c, v in verdicts.items())
    put_in_force(call, card, False)


def correct(database: Database, call_id: str, score: float, verdicts: Mapping[str, str], *decisions: dict) -> None:
    """A person decides, and sets a new score. A decision names its finding by ordinal."""
    with database.writing() as session:
        user = session.query(UserRow).first() or UserRow(name="r", display_name="R", role="reviewer", password_hash="")
        session.add(user)
        session.flush()
        call = session.get_one(CallRow, call_id)
        judged = session.get_one(JudgementRow, call.judgement_id)
        found = {f.ordinal: f.id for f in session.query(FindingRow).filter_by(judgement_id=judged.id)}
        for decision in decisions:
            ordinal = decision.pop("ordinal", None)
            known = {"check": "forbidden_phrases", "finding_id": found.get(ordinal)} | decision
            session.add(DecisionRow(call_id=call_id, judgement_id=judged.id, created_by=user.id, **known))
            session.flush()
        in_force(session, call, judged, score, "review", verdicts)
