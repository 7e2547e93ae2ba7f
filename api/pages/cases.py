"""Cases and what is due: the file of a case, the overdue list, proposals."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import func, select

from api.cursor import dump_cursor, load_due_cursor
from api.deps import (
    AnyUser,
    Cursor,
    PackDep,
    Principal,
    ReadSession,
    Reviewer,
    RowId,
    SettingsDep,
    ShortText,
    TrailDep,
    UserRole,
)
from api.newest import newest
from api.pages.rendering import render
from api.pages.views.cases import CLOSINGS, KINDS, show_case, show_promise, show_proposal
from api.parameters import LARGEST_ID
from api.views.cases import case_view, promise_view, proposal_view
from api.visibility import refuse_other_team
from pipeline.cases.file import Proposal, Standing, case_file, open_proposals, state_of
from pipeline.cases.overdue import Due, DueFilter, due_counts, due_lines
from pipeline.cases.working_time import WorkingTime
from pipeline.language import Words
from pipeline.storage.tables import CallRow, CaseLinkRow, utc_now

router = APIRouter()
Given = Annotated[ShortText, Query()]
DUE, PROPOSALS, PAGE, MOST_COUNTED = "pages.due", "pages.proposals", 50, 30
TABS = Words({Due.OVERDUE: "已逾期", Due.TODAY: "今天到期", Due.LATER: "以后到期"})


@router.get("/due")
def due_page(
    request: Request,
    user: AnyUser,
    session: ReadSession,
    settings: SettingsDep,
    pack: PackDep,
    trail: TrailDep,
    due: Due = Due.OVERDUE,
    team: Given = "",
    agent: Given = "",
    kind: Given = "",
    cursor: Cursor = None,
) -> HTMLResponse:
    """What nobody has taken up yet; an agent finds their own."""
    zone, now, own = ZoneInfo(settings.timezone), utc_now(), _own(user)
    wanted = DueFilter(
        due,
        refuse_other_team(user, team or None),
        own if own is not None else agent or None,
        kind if kind in KINDS else None,
    )
    rows = due_lines(session, wanted, now, zone, load_due_cursor(DUE, cursor), PAGE + 1)
    shown = [promise_view(user, Standing(r.promise, state_of(r.promise, now)), None, pack) for r in rows[:PAGE]]
    counts = due_counts(session, now, zone, own, user.team)
    asked = {"due": str(due), "team": team, "agent": agent, "kind": kind}
    last = rows[PAGE - 1].promise if len(rows) > PAGE else None
    following = dump_cursor(DUE, [last.due_at.isoformat(), last.id]) if last and last.due_at else None
    trail.note(user.user_id, "promises.viewed", "promise", "list", promises=len(shown))
    return render(
        request,
        "cases/due.html",
        user,
        user.csrf_token or "",
        lines=[show_promise(p, zone, now) for p in shown],
        counts=counts[:MOST_COUNTED],
        waiting=sum(c.open for c in counts),
        overdue=sum(c.overdue for c in counts),
        today=sum(c.today for c in counts),
        tabs=TABS.items(),
        asked=asked,
        kinds=[(k.value, title) for k, title in KINDS.items()],
        is_agent=own is not None,
        own_team=user.team,
        may_close=user.role in (UserRole.REVIEWER, UserRole.ADMIN),
        closings=CLOSINGS.items(),
        proposals=session.scalar(select(func.count()).select_from(open_proposals().subquery())) or 0,
        more=f"/due?{urlencode({**asked, 'cursor': following})}" if following else "",
        unknown=WorkingTime.of(pack, zone).unknown_years([now.astimezone(zone).date()]),
    )


@router.get("/cases")
def find_case(user: AnyUser, number: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None) -> RedirectResponse:
    return RedirectResponse(f"/cases/{number}" if number else "/due", 303)


@router.get("/cases/proposals")
def proposals_page(
    request: Request, user: Reviewer, session: ReadSession, settings: SettingsDep, pack: PackDep, cursor: Cursor = None
) -> HTMLResponse:
    zone = ZoneInfo(settings.timezone)
    rows, following = newest(session, open_proposals(), CaseLinkRow.id, PROPOSALS, cursor, PAGE)
    found = [Proposal(row, session.get_one(CallRow, row.call_id)) for row in rows]
    lines = [show_proposal(proposal_view(user, one, pack), zone) for one in found]
    return render(
        request,
        "cases/proposals.html",
        user,
        user.csrf_token or "",
        lines=lines,
        more=f"/cases/proposals?{urlencode({'cursor': following})}" if following else "",
    )


@router.get("/cases/{number}")
def case_page(
    request: Request,
    number: RowId,
    user: AnyUser,
    session: ReadSession,
    settings: SettingsDep,
    pack: PackDep,
    trail: TrailDep,
) -> HTMLResponse:
    """Raises NotInStore where there is no such case, or none of its calls is for those who ask."""
    now: datetime = utc_now()
    shown = case_view(session, user, case_file(session, number, now, _own(user), user.team), pack)
    trail.note(user.user_id, "case.viewed", "case", number)
    return render(
        request,
        "cases/case.html",
        user,
        user.csrf_token or "",
        view=show_case(shown, ZoneInfo(settings.timezone), now, pack.kind_titles),
        closings=CLOSINGS.items(),
        may_change=user.role in (UserRole.REVIEWER, UserRole.ADMIN),
        opens_calls=user.role is not UserRole.TRAINER,
    )


def _own(user: Principal) -> str | None:
    """The agent whose calls alone may be seen; None: everybody's."""
    return (user.agent_id or "") if user.role is UserRole.AGENT else None
