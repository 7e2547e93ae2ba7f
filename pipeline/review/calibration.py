"""Calibration: several reviewers judge the same calls blind; closed, their answers are compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import combinations
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pipeline.domain.finding import Verdict
from pipeline.language import N_, _
from pipeline.review.errors import BadDecision
from pipeline.review.kappa import kappa_of
from pipeline.review.stored import check_titles
from pipeline.storage.calls import get_call
from pipeline.storage.errors import Conflict, NotInStore
from pipeline.storage.tables import (
    CalibrationAnswerRow,
    CalibrationCallRow,
    CalibrationRow,
    CheckResultRow,
    UserRow,
    utc_now,
)

ANSWERS = (Verdict.PASS, Verdict.FAIL, Verdict.NOT_APPLICABLE)
MOST_CALLS = 50
MACHINE = N_("机器")

Json = dict[str, Any]
Verdicts = Mapping[str, str]  # check id -> verdict
Key = tuple[str, str]  # call id and check id


def begin(session: Session, name: str, call_ids: Sequence[str], user_id: int) -> CalibrationRow:
    """A session about these calls, each by its judgement of now."""
    row = CalibrationRow(name=name, created_by=user_id)
    session.add(row)
    session.flush()
    for call_id in dict.fromkeys(call_ids):
        call = get_call(session, call_id)
        if call.judgement_id is None:
            raise Conflict(_("只能选择已经评分的通话"))
        session.add(CalibrationCallRow(calibration_id=row.id, call_id=call.id, judgement_id=call.judgement_id))
    session.flush()
    return row


def get_calibration(session: Session, id: int) -> CalibrationRow:
    """Raises NotInStore."""
    row = session.get(CalibrationRow, id)
    if row is None:
        raise NotInStore(_("校准"), id)
    return row


def answer(session: Session, id: int, call_id: str, user_id: int, verdicts: Verdicts) -> None:
    """One reviewer's verdicts on one call; may be changed until the session is closed."""
    row = _open(session, id)
    if call_id not in {c.call_id for c in calls_of(session, id)}:
        raise NotInStore(_("通话"), call_id)
    _check(verdicts)
    known = select(CalibrationAnswerRow).filter_by(calibration_id=row.id, call_id=call_id, user_id=user_id)
    mine = session.scalars(known).first()
    if mine is None:
        session.add(
            CalibrationAnswerRow(calibration_id=row.id, call_id=call_id, user_id=user_id, verdicts={**verdicts})
        )
    else:
        mine.verdicts, mine.answered_at = {**verdicts}, utc_now()


def close(session: Session, id: int) -> CalibrationRow:
    """From now on everybody sees the answers, and nobody changes them."""
    row = _open(session, id)
    if len({a.user_id for a in answers_of(session, id)}) < 2:
        raise Conflict(_("至少要有两位复核员作答，才能比较"))
    row.closed_at = utc_now()
    return row


def remove(session: Session, id: int) -> None:
    row = get_calibration(session, id)
    for table in (CalibrationAnswerRow, CalibrationCallRow):
        session.execute(delete(table).where(table.calibration_id == id))
    session.delete(row)


def calls_of(session: Session, id: int) -> list[CalibrationCallRow]:
    return list(session.scalars(select(CalibrationCallRow).filter_by(calibration_id=id).order_by("call_id")))


def answers_of(session: Session, id: int) -> list[CalibrationAnswerRow]:
    return list(session.scalars(select(CalibrationAnswerRow).filter_by(calibration_id=id).order_by("id")))


def comparison(session: Session, id: int) -> Json:
    """Pairwise kappa, the machine being one of the judges, and what they did not agree on. Conflict while open."""
    if get_calibration(session, id).closed_at is None:
        raise Conflict(_("校准结束之后才能看到各人的答案"))
    said = _judges(session, id)
    pairs = [_compared(a, b, said[a], said[b]) for a, b in combinations(said, 2)]
    return {"judges": list(said), "pairs": pairs, "disagreements": _disagreements(said)}


def _judges(session: Session, id: int) -> dict[str, dict[Key, str]]:
    """Who said what, the machine first; the names of reviewers are made unique."""
    said: dict[str, dict[Key, str]] = {MACHINE: _machine(session, id)}
    for row in answers_of(session, id):
        user = session.get_one(UserRow, row.user_id)
        own = said.setdefault(f"{user.display_name}（{user.name}）", {})
        own.update({(row.call_id, check): verdict for check, verdict in row.verdicts.items()})
    return said


def _machine(session: Session, id: int) -> dict[Key, str]:
    wanted = [c.judgement_id for c in calls_of(session, id)]
    rows = session.scalars(select(CheckResultRow).where(CheckResultRow.judgement_id.in_(wanted)))
    return {(row.call_id, row.check): row.verdict for row in rows if row.verdict in ANSWERS}


def _compared(one: str, other: str, a: Mapping[Key, str], b: Mapping[Key, str]) -> Json:
    both = [(a[key], b[key]) for key in a if key in b]
    return {"one": one, "other": other, "agreed": sum(x == y for x, y in both), **asdict(kappa_of(both))}


def _disagreements(said: Mapping[str, Mapping[Key, str]]) -> list[Json]:
    """Every check of every call that was not judged alike by all who judged it."""
    titles, keys = check_titles(), dict.fromkeys(key for own in said.values() for key in own)
    table = [(key, {judge: own[key] for judge, own in said.items() if key in own}) for key in keys]
    return [
        {"call_id": call_id, "check": check, "title": titles.get(check, check), "verdicts": verdicts}
        for (call_id, check), verdicts in table
        if len(set(verdicts.values())) > 1
    ]


def _check(verdicts: Verdicts) -> None:
    unknown = [check for check in verdicts if check not in check_titles()]
    if unknown or not verdicts or any(verdict not in ANSWERS for verdict in verdicts.values()):
        raise BadDecision(_("请逐项选择 pass、fail 或 not_applicable"))


def _open(session: Session, id: int) -> CalibrationRow:
    row = session.get(CalibrationRow, id, with_for_update=True)
    if row is None:
        raise NotInStore(_("校准"), id)
    if row.closed_at is not None:
        raise Conflict(_("这次校准已经结束"))
    return row
