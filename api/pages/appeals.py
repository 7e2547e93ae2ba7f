"""Appeals for reviewers: the list with its deadlines, and the page where one is decided."""

from __future__ import annotations

from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.deps import PackDep, Principal, ReadSession, Reviewer, RowId, SettingsDep
from api.pages.appeal_targets import about_appeal
from api.pages.rendering import render
from api.pages.stored_call import what_was_decided
from api.pages.views.appeals import Changed, Ruling, show_case, show_line
from api.pages.views.names import names_of
from api.parameters import LARGEST_ID
from pipeline.language import _
from pipeline.lexicon import Pack
from pipeline.privacy import for_role
from pipeline.review.appeal_view import appeal_json
from pipeline.review.appeals import OPEN, listed
from pipeline.review.stored import as_of
from pipeline.storage.errors import NotInStore
from pipeline.storage.tables import AppealRow, CallRow, DecisionRow, RecordingRow, ScorecardRow, UserRow, utc_now

router = APIRouter(prefix="/appeals")
PAGE = 50
State = Literal["open", "all"]


@router.get("")
def appeals_page(
    request: Request,
    user: Reviewer,
    session: ReadSession,
    pack: PackDep,
    settings: SettingsDep,
    state: State = "open",
    before: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
) -> HTMLResponse:
    zone, names, now = ZoneInfo(settings.timezone), names_of(pack), utc_now()
    rows = listed(session, state=OPEN if state == "open" else None, before=before, limit=PAGE + 1)
    shown = [show_line(row, call, about_appeal(session, row, names), now, zone) for row, call in rows[:PAGE]]
    more = rows[PAGE - 1][0].id if len(rows) > PAGE else None
    return render(
        request,
        "appeals/list.html",
        user,
        user.csrf_token or "",
        rows=shown,
        state=state,
        more=more,
        waiting=_waiting(session),
    )


@router.get("/{appeal_id}")
def appeal_page(
    request: Request, appeal_id: RowId, user: Reviewer, session: ReadSession, pack: PackDep, settings: SettingsDep
) -> HTMLResponse:
    zone, names, now = ZoneInfo(settings.timezone), names_of(pack), utc_now()
    row = session.get(AppealRow, appeal_id)
    if row is None:
        raise NotInStore(_("申诉"), appeal_id)
    call = session.get_one(CallRow, row.call_id)
    card = session.get_one(ScorecardRow, row.scorecard_id)
    known = as_of(session, call, card, pack)
    line = show_line(row, call, about_appeal(session, row, names), now, zone)
    view = show_case(
        line,
        row,
        call,
        known.effective,
        known.judgement.record,
        _ruling(session, row, call, user, pack),
        _name(session, card.created_by),
        names,
        zone,
        _has_audio(session, call),
    )
    return render(request, "appeals/case.html", user, user.csrf_token or "", view=view)


def _ruling(session: Session, row: AppealRow, call: CallRow, user: Principal, pack: Pack) -> Ruling:
    shown = appeal_json(session, row, call, user.user_id, utc_now(), pack, for_role(user.role), for_agent=False)
    made = session.scalars(select(DecisionRow).filter_by(appeal_id=row.id).order_by(DecisionRow.id))
    changed = tuple(Changed(what_was_decided(d, names_of(pack)), d.comment or "") for d in made)
    return Ruling(
        shown["may_decide"],
        shown["decided_by"] or "",
        shown["alike"] or 0,
        changed,
        shown["total_before"],
        shown["total_now"],
    )


def _waiting(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(AppealRow).where(AppealRow.state == OPEN)) or 0


def _name(session: Session, user_id: int | None) -> str:
    row = session.get(UserRow, user_id) if user_id else None
    return row.display_name if row else ""


def _has_audio(session: Session, call: CallRow) -> bool:
    kept = session.get(RecordingRow, call.sha256)
    return kept is not None and kept.kind == "audio" and kept.deleted_at is None
