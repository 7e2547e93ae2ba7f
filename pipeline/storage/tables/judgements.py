"""What was heard and how it was judged: rows are added, never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import ColumnElement, Dialect, ForeignKey, Index, String, Text, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from pipeline.domain.finding import INFO
from pipeline.domain.record import Record
from pipeline.domain.scorecard import KeptCard, Scorecard
from pipeline.language import _n
from pipeline.record import as_json, card_json, dump, parse_card, parse_record
from pipeline.storage.errors import StoreError
from pipeline.storage.tables.base import Base, JsonText, utc_now


class RecordText(TypeDecorator[Record]):
    """The record of a judgement as the contract's JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Record | None, dialect: Dialect) -> str | None:
        return None if value is None else dump(as_json(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Record | None:
        try:
            return None if value is None else parse_record(value)
        except ValidationError as error:
            raise StoreError(_n("已存的评分结果无法读取（%(num)s 处不符）", error.error_count())) from None


class CardText(TypeDecorator[Scorecard]):
    """A scorecard as the contract's JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Scorecard | None, dialect: Dialect) -> str | None:
        return None if value is None else dump(card_json(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> KeptCard | None:
        try:
            return None if value is None else parse_card(value)
        except ValidationError as error:
            raise StoreError(_n("已存的评分表无法读取（%(num)s 处不符）", error.error_count())) from None


class TranscriptRow(Base):
    """A call as it was heard once; ``body`` is the domain's Call (see call_json.py)."""

    __tablename__ = "transcripts"
    __table_args__ = (UniqueConstraint("call_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))  # SHA-256 of body
    body: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)  # the words alone, one utterance a line, to search in
    asr_model: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class MaskedTextRow(Base):
    """A transcript's text without personal data, to be searched by those who may not see it; made anew at any time."""

    __tablename__ = "masked_texts"

    transcript_id: Mapped[int] = mapped_column(ForeignKey("transcripts.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), index=True)  # of the masking
    text: Mapped[str] = mapped_column(Text)


class LabelsRow(Base):
    """The sentence judge's opinions of a transcript, made by the judge with this key."""

    __tablename__ = "sentence_labels"
    __table_args__ = (UniqueConstraint("transcript_id", "judge_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    transcript_id: Mapped[int] = mapped_column(ForeignKey("transcripts.id"))
    judge_key: Mapped[str] = mapped_column(String(128))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class JudgementRow(Base):
    """One judging of one transcript. ``basis`` names everything that it depends on: the same basis, the same row."""

    __tablename__ = "judgements"
    __table_args__ = (UniqueConstraint("call_id", "basis"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    transcript_id: Mapped[int] = mapped_column(ForeignKey("transcripts.id"))
    basis: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    rubric: Mapped[str] = mapped_column(String(200))
    rubric_version: Mapped[str] = mapped_column(String(64))
    lexicon: Mapped[str] = mapped_column(String(200))
    lexicon_version: Mapped[str] = mapped_column(String(64))
    lexicon_sha256: Mapped[str] = mapped_column(String(64))
    asr_model: Mapped[str] = mapped_column(String(200))
    version: Mapped[str] = mapped_column(String(64))
    total: Mapped[float | None]  # None: could not be scored
    grade: Mapped[str | None] = mapped_column(String(16))
    fatal: Mapped[bool]
    needs_review: Mapped[bool]
    record: Mapped[Record] = mapped_column("result", RecordText)  # the contract's whole object


class CheckResultRow(Base):
    """One line of a judgement: the check's verdict and what it was worth."""

    __tablename__ = "check_results"
    __table_args__ = (
        UniqueConstraint("judgement_id", "check"),
        Index("ix_check_results_verdicts", "judgement_id", "check", "verdict"),  # reports count without the rows
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    judgement_id: Mapped[int] = mapped_column(ForeignKey("judgements.id"))
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    check: Mapped[str] = mapped_column(String(64))
    verdict: Mapped[str] = mapped_column(String(16))
    weight: Mapped[float]
    earned: Mapped[float]
    reason: Mapped[str] = mapped_column(Text)
    observed: Mapped[float | None]


class FindingRow(Base):
    """One finding of a judgement, so that it can be searched for and referred to; the record holds all of it."""

    __tablename__ = "findings"
    __table_args__ = (
        UniqueConstraint("judgement_id", "ordinal"),
        # the queue asks thousands of judgements whether they have such a finding, reports how many, without the rows
        Index("ix_findings_against", "judgement_id", "passed", "severity", "certain", "check"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    judgement_id: Mapped[int] = mapped_column(ForeignKey("judgements.id"))
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    ordinal: Mapped[int]
    check: Mapped[str] = mapped_column(String(64))
    category: Mapped[str | None] = mapped_column(String(64))
    rule: Mapped[str | None] = mapped_column(String(200), index=True)
    phrase: Mapped[str | None] = mapped_column(Text)
    quote: Mapped[str] = mapped_column(Text)
    utterance: Mapped[int]
    char_start: Mapped[int]
    char_end: Mapped[int]
    start: Mapped[float]
    end: Mapped[float]
    match: Mapped[str] = mapped_column(String(16))
    confidence: Mapped[float]
    passed: Mapped[bool]
    certain: Mapped[bool]
    severity: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)
    suggestion: Mapped[str | None] = mapped_column(Text)
    details: Mapped[dict[str, Any]] = mapped_column(JsonText)

    @classmethod
    def that_failed(cls) -> ColumnElement[bool]:
        """:attr:`pipeline.domain.finding.Finding.failed`, as a condition."""
        return and_(cls.passed.is_(False), cls.severity != INFO)

    @classmethod
    def that_costs(cls) -> ColumnElement[bool]:
        return and_(cls.that_failed(), cls.certain.is_(True))

    @classmethod
    def in_doubt(cls) -> ColumnElement[bool]:
        return and_(cls.that_failed(), cls.certain.is_(False))


class CardFactRow(Base):
    """What a person's scorecard says, so that calls can be found by it: the verdict of a line, or how many findings of
    a category count. The scorecard holds all of it."""

    __tablename__ = "card_facts"
    __table_args__ = (UniqueConstraint("scorecard_id", "check", "category"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scorecard_id: Mapped[int] = mapped_column(ForeignKey("scorecards.id"))
    check: Mapped[str] = mapped_column(String(64))
    category: Mapped[str | None] = mapped_column(String(64))  # None: of the line
    verdict: Mapped[str | None] = mapped_column(String(16))
    findings: Mapped[int] = mapped_column(default=0)  # that count against the agent


class ScorecardRow(Base):
    """A score that was in force: the machine's, a reviewer's, or that of an upheld appeal. The latest counts."""

    __tablename__ = "scorecards"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    judgement_id: Mapped[int] = mapped_column(ForeignKey("judgements.id"))
    origin: Mapped[str] = mapped_column(String(16))  # machine | review | appeal
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    card: Mapped[KeptCard] = mapped_column(CardText)  # as `scorecard` of the contract
    total: Mapped[float | None]  # None: could not be scored
    grade: Mapped[str | None] = mapped_column(String(16))
    fatal: Mapped[bool]
    published_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
