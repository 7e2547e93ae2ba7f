"""The quality of the judges: agreement with reviewers, and calibration sessions."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import select

from api.deps import CallId, ReadSession, Reviewer, RowId, Staff, WriteSession
from api.schemas.quality import Agreement, Answers, CalibrationItem, CalibrationView, Comparison, NewCalibration
from pipeline.accounts import audit
from pipeline.review import calibration
from pipeline.review.agreement import agreement
from pipeline.storage.tables import CalibrationRow, utc_now

router = APIRouter(tags=["判定质量"])
Days = Annotated[int, Query(ge=1, le=730, description="最近几天内完成的复核")]


@router.get("/quality/agreement")
def get_agreement(user: Staff, session: ReadSession, days: Days = 90) -> Agreement:
    """Machine and reviewers, check by check: precision, recall, kappa, with 95 % intervals and sample sizes."""
    return Agreement.model_validate(agreement(session, utc_now() - timedelta(days=days)))


@router.get("/calibrations")
def list_calibrations(user: Reviewer, session: ReadSession) -> list[CalibrationItem]:
    """Calibration sessions, the newest first."""
    rows = session.scalars(select(CalibrationRow).order_by(CalibrationRow.id.desc()).limit(200)).all()
    return [CalibrationItem(**_item(session, row, user.user_id)) for row in rows]


@router.post("/calibrations", status_code=201)
def post_calibration(given: NewCalibration, user: Reviewer, session: WriteSession) -> CalibrationView:
    """Begin a session about these calls."""
    row = calibration.begin(session, given.name, given.call_ids, user.user_id)
    audit.note(session, user.user_id, "calibration.begun", "calibration", row.id)
    return _view(session, row, user.user_id)


@router.get("/calibrations/{calibration_id}")
def get_calibration(calibration_id: RowId, user: Reviewer, session: ReadSession) -> CalibrationView:
    """A session with your own answers."""
    return _view(session, calibration.get_calibration(session, calibration_id), user.user_id)


@router.put("/calibrations/{calibration_id}/answers/{call_id}")
def put_answer(
    calibration_id: RowId, call_id: CallId, given: Answers, user: Reviewer, session: WriteSession
) -> CalibrationView:
    """Your verdicts on one call, without seeing those of others."""
    calibration.answer(session, calibration_id, call_id, user.user_id, given.verdicts)
    audit.note(session, user.user_id, "calibration.answered", "calibration", calibration_id, call=call_id)
    session.flush()
    return _view(session, calibration.get_calibration(session, calibration_id), user.user_id)


@router.post("/calibrations/{calibration_id}/close")
def close_calibration(calibration_id: RowId, user: Reviewer, session: WriteSession) -> Comparison:
    """End the session and compare."""
    calibration.close(session, calibration_id)
    audit.note(session, user.user_id, "calibration.closed", "calibration", calibration_id)
    return Comparison.model_validate(calibration.comparison(session, calibration_id))


@router.get("/calibrations/{calibration_id}/comparison")
def get_comparison(calibration_id: RowId, user: Reviewer, session: ReadSession) -> Comparison:
    """Pairwise kappa and every disagreement; 409 while the session is open."""
    return Comparison.model_validate(calibration.comparison(session, calibration_id))


@router.delete("/calibrations/{calibration_id}", status_code=204)
def delete_calibration(calibration_id: RowId, user: Reviewer, session: WriteSession) -> None:
    """Remove a session with its answers."""
    calibration.remove(session, calibration_id)
    audit.note(session, user.user_id, "calibration.deleted", "calibration", calibration_id)


def _item(session: ReadSession, row: CalibrationRow, user_id: int) -> dict[str, object]:
    answers = calibration.answers_of(session, row.id)
    return {
        "id": row.id,
        "name": row.name,
        "created_at": row.created_at,
        "closed_at": row.closed_at,
        "calls": len(calibration.calls_of(session, row.id)),
        "reviewers": len({a.user_id for a in answers}),
        "answered": sum(a.user_id == user_id for a in answers),
    }


def _view(session: ReadSession, row: CalibrationRow, user_id: int) -> CalibrationView:
    mine = {a.call_id: a.verdicts for a in calibration.answers_of(session, row.id) if a.user_id == user_id}
    call_ids = [c.call_id for c in calibration.calls_of(session, row.id)]
    return CalibrationView.model_validate(_item(session, row, user_id) | {"call_ids": call_ids, "answers": mine})
