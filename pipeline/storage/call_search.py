"""Finding calls: filters that combine, in pages that stay true while calls are added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from pipeline.storage import masked_texts
from pipeline.storage.call_order import happened
from pipeline.storage.tables import (
    CallRow,
    CardFactRow,
    CheckResultRow,
    FindingRow,
    JudgementRow,
    ScorecardRow,
    TranscriptRow,
)

_EARLIEST, _LATEST = date(1900, 1, 1), date(9000, 1, 1)  # beyond them time zones lead out of the calendar
MACHINE = "machine"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFilter:
    """What is None does not restrict. Dates are days in ``timezone``, both included.

    ``check`` with ``verdict``, and ``category`` (of a finding), are those in force: what a person has decided counts.
    """

    name: str | None = None  # a part of it
    agent_id: str | None = None
    team: str | None = None
    date_from: date | None = None
    date_to: date | None = None
    check: str | None = None
    verdict: str | None = None
    category: str | None = None
    min_score: float | None = None
    max_score: float | None = None
    grade: str | None = None
    fatal: bool | None = None
    scored: bool | None = None  # False: judged, but without a score
    changed: bool | None = None  # a person has given another score than the machine
    needs_review: bool | None = None
    review_state: str | None = None
    published: bool | None = None  # the agent sees a scorecard
    state: str | None = None
    kind: str | None = None
    text: str | None = None  # is said in the call
    timezone: str = "Asia/Shanghai"
    masked: str | None = None  # search what is left of texts under this masking (see storage.masked_texts)


def select_calls(wanted: CallFilter) -> Select[CallRow]:
    """The calls that pass the filter, in no order yet."""
    plain = ("agent_id", "team", "needs_review", "review_state", "state", "kind", "grade", "fatal")
    asked = {name: getattr(wanted, name) for name in plain if getattr(wanted, name) is not None}
    named = [CallRow.name.icontains(wanted.name, autoescape=True)] if wanted.name else []
    conditions = (*named, *_when(wanted), *_scored(wanted), *_judged(wanted), *_seen(wanted), *_said(wanted))
    return select(CallRow).filter_by(**asked).where(*conditions)


def count_calls(session: Session, calls: Select[CallRow]) -> int:
    """How many calls ``select_calls`` finds."""
    return session.scalar(calls.with_only_columns(func.count(CallRow.id)).order_by(None)) or 0


def published_to(agent_id: str) -> ColumnElement[bool]:
    """The calls that an agent may see: their own, once published."""
    published = exists().where(ScorecardRow.call_id == CallRow.id, ScorecardRow.published_at.is_not(None))
    return and_(CallRow.agent_id == agent_id, CallRow.published_at.is_not(None), published)


def _when(wanted: CallFilter) -> list[ColumnElement[bool]]:
    zone = ZoneInfo(wanted.timezone)
    conditions = []
    if wanted.date_from is not None and wanted.date_from > _EARLIEST:
        conditions.append(happened() >= datetime.combine(wanted.date_from, time(), zone))
    if wanted.date_to is not None and wanted.date_to < _LATEST:
        last = max(wanted.date_to, _EARLIEST) + timedelta(days=1)
        conditions.append(happened() < datetime.combine(last, time(), zone))
    return conditions


def _scored(wanted: CallFilter) -> list[ColumnElement[bool]]:
    found = [] if wanted.min_score is None else [CallRow.score >= wanted.min_score]
    found += [] if wanted.max_score is None else [CallRow.score <= wanted.max_score]
    if wanted.scored is None:
        return found
    has = (
        CallRow.score.is_not(None)
        if wanted.scored
        else and_(CallRow.score.is_(None), CallRow.scorecard_id.is_not(None))
    )
    return [*found, has]


def _judged(wanted: CallFilter) -> list[ColumnElement[bool]]:
    """By the judgement under the scorecard in force where it is the machine's, else by what the person's card says."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.check is not None or wanted.verdict is not None:
        asked = {name: getattr(wanted, name) for name in ("check", "verdict") if getattr(wanted, name) is not None}
        conditions.append(or_(_of_machine(CheckResultRow, asked), _of_people(asked, CardFactRow.category.is_(None))))
    if wanted.category is not None:
        asked = {"category": wanted.category}
        found = _of_machine(FindingRow, asked, FindingRow.passed.is_(False))
        conditions.append(or_(found, _of_people(asked)))
    return conditions


def _of_machine(
    table: type[CheckResultRow] | type[FindingRow], asked: Mapping[str, str], *more: ColumnElement[bool]
) -> ColumnElement[bool]:
    same = [getattr(table, name) == value for name, value in asked.items()]
    own = exists().where(table.judgement_id == CallRow.scored_judgement_id, *same, *more)
    return and_(CallRow.score_origin == MACHINE, own)


def _of_people(asked: Mapping[str, str], *more: ColumnElement[bool]) -> ColumnElement[bool]:
    same = [getattr(CardFactRow, name) == value for name, value in asked.items()]
    return exists().where(CardFactRow.scorecard_id == CallRow.scorecard_id, *same, *more)


def _seen(wanted: CallFilter) -> list[ColumnElement[bool]]:
    """What people made of it: published, or given another score."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.published is not None:
        shown = CallRow.published_at.is_not(None)
        conditions.append(shown if wanted.published else ~shown)
    if wanted.changed is not None:
        other = score_changed()
        conditions.append(other if wanted.changed else and_(CallRow.scorecard_id.is_not(None), ~other))
    return conditions


def score_changed() -> ColumnElement[bool]:
    """Whether a person's score is in force that differs from the machine's."""
    machine = JudgementRow.id == CallRow.scored_judgement_id
    return and_(
        CallRow.score_origin != MACHINE, exists().where(machine, JudgementRow.total.is_distinct_from(CallRow.score))
    )


def _said(wanted: CallFilter) -> list[ColumnElement[bool]]:
    if not wanted.text:
        return []
    if wanted.masked is not None:
        return [masked_texts.is_said(wanted.text, wanted.masked)]
    said = TranscriptRow.text.icontains(wanted.text, autoescape=True)
    return [exists().where(TranscriptRow.id == CallRow.transcript_id, said)]
