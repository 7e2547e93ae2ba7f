"""Finding calls: filters that combine, in pages that stay true while calls are added."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from pipeline.domain.moments import read_moment
from pipeline.storage import masked_texts
from pipeline.storage.tables import CallRow, CheckResultRow, FindingRow, ScorecardRow, TranscriptRow

_EARLIEST, _LATEST = date(1900, 1, 1), date(9000, 1, 1)  # beyond them time zones lead out of the calendar
_LARGEST = 1e6  # scores and risks are smaller
_ID = re.compile("[0-9a-f]{32}")
_LAST_SCORE = 1000.0  # calls without a score come after the others


class Sort(StrEnum):
    NEWEST = "newest"
    SCORE = "score"  # lowest first
    RISK = "risk"  # greatest first


@dataclass(frozen=True, slots=True)
class CallFilter:
    """What is None does not restrict. Dates are days in ``timezone``, both included."""

    agent_id: str | None = None
    team: str | None = None
    date_from: date | None = None
    date_to: date | None = None
    check: str | None = None
    verdict: str | None = None
    category: str | None = None
    min_score: float | None = None
    max_score: float | None = None
    scored: bool | None = None  # False: judged, but without a score
    needs_review: bool | None = None
    review_state: str | None = None
    state: str | None = None
    kind: str | None = None
    text: str | None = None  # is said in the call
    timezone: str = "Asia/Shanghai"
    masked: str | None = None  # search what is left of texts under this masking (see storage.masked_texts)


def select_calls(wanted: CallFilter) -> Select[CallRow]:
    """The calls that pass the filter, in no order yet."""
    plain = ("agent_id", "team", "needs_review", "review_state", "state", "kind")
    asked = {name: getattr(wanted, name) for name in plain if getattr(wanted, name) is not None}
    return select(CallRow).filter_by(**asked).where(*_when(wanted), *_scored(wanted), *_judged(wanted), *_said(wanted))


def published_to(agent_id: str) -> ColumnElement[bool]:
    """The calls that an agent may see: their own, once published."""
    published = exists().where(ScorecardRow.call_id == CallRow.id, ScorecardRow.published_at.is_not(None))
    return and_(CallRow.agent_id == agent_id, CallRow.published_at.is_not(None), published)


def happened(call: type[CallRow] = CallRow) -> Any:
    """When the call began, or was taken in where nobody knows."""
    return func.coalesce(call.started_at, call.created_at)


def page(session: Session, calls: Select[CallRow], sort: Sort, after: Sequence[Any] | None,
         limit: int) -> tuple[list[CallRow], list[Any] | None]:  # fmt: skip
    """The next ``limit`` calls after the place ``after``, and the place from which to go on (None at the end)."""
    key, descending = _key(sort)
    order = (key.desc(), CallRow.id.desc()) if descending else (key, CallRow.id)
    if after is not None:
        value, id = _place(sort, after)
        beyond = key < value if descending else key > value
        same = CallRow.id < id if descending else CallRow.id > id
        calls = calls.where(or_(beyond, and_(key == value, same)))
    rows = list(session.scalars(calls.order_by(*order).limit(limit + 1)))
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], [_value(sort, last), last.id]


def _key(sort: Sort) -> tuple[Any, bool]:
    if sort is Sort.SCORE:
        return func.coalesce(CallRow.score, _LAST_SCORE), False
    return (CallRow.risk, True) if sort is Sort.RISK else (CallRow.created_at, True)


def _value(sort: Sort, row: CallRow) -> Any:
    if sort is Sort.SCORE:
        return _LAST_SCORE if row.score is None else row.score
    return row.risk if sort is Sort.RISK else row.created_at.isoformat()


def _place(sort: Sort, after: Sequence[Any]) -> tuple[Any, str]:
    """Raises ValueError or TypeError where a place is none of ours."""
    value, id = after
    if not _ID.fullmatch(id):
        raise ValueError("no call's id")
    if sort is Sort.NEWEST:
        place = read_moment(value)
        if place.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return place, id
    if type(value) not in (int, float) or not -_LARGEST <= value <= _LARGEST:
        raise ValueError("no number of ours")
    return float(value), id


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
    """By the current judgement: one check's verdict, a category of which something was found."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.check is not None or wanted.verdict is not None:
        same = [CheckResultRow.judgement_id == CallRow.judgement_id]
        same += [CheckResultRow.check == wanted.check] if wanted.check is not None else []
        same += [CheckResultRow.verdict == wanted.verdict] if wanted.verdict is not None else []
        conditions.append(exists().where(*same))
    if wanted.category is not None:
        conditions.append(exists().where(FindingRow.judgement_id == CallRow.judgement_id,
                                         FindingRow.category == wanted.category, ~FindingRow.passed))  # fmt: skip
    return conditions


def _said(wanted: CallFilter) -> list[ColumnElement[bool]]:
    if not wanted.text:
        return []
    if wanted.masked is not None:
        return [masked_texts.is_said(wanted.text, wanted.masked)]
    said = TranscriptRow.text.icontains(wanted.text, autoescape=True)
    return [exists().where(TranscriptRow.id == CallRow.transcript_id, said)]
