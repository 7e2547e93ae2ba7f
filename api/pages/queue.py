"""The review queue: what to look at next, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from api.cursor import dump_cursor, load_queue_cursor
from api.deps import Cursor, PlainText, Principal, ReadSession, Reviewer
from api.pages.rendering import render
from api.pages.views.lists import WHYS, queue_row
from pipeline.checks.registry import checks
from pipeline.language import translated
from pipeline.review.bulk import REVIEWERS
from pipeline.review.queue import QueueFilter, Waiting, Why, count_waiting, waiting_calls
from pipeline.storage.tables import CallRow, UserRow, utc_now

router = APIRouter(prefix="/queue")
LIST, PAGE = "pages.queue", 50
LOOKED_AT = 20  # calls from which the next free one is taken
Name = Annotated[PlainText, Query(max_length=200)]


@router.get("")
def show_queue(
    request: Request,
    user: Reviewer,
    session: ReadSession,
    why: Name = "",
    team: Name = "",
    agent: Name = "",
    check: Name = "",
    mine: bool = False,
    state: Name = "open",
    cursor: Cursor = None,
) -> Response:
    wanted = _wanted(user, why, team, agent, check, mine, state)
    now = utc_now()
    found = waiting_calls(session, wanted, now, load_queue_cursor(LIST, cursor), PAGE + 1)
    rows = [queue_row(waiting, now, user.user_id) for waiting in found[:PAGE]]
    asked = {"why": why, "team": team, "agent": agent.strip(), "check": check}
    return render(
        request,
        "queue.html",
        user,
        user.csrf_token or "",
        rows=rows,
        asked=asked,
        mine=mine,
        state=wanted.state,
        total=count_waiting(session, wanted),
        counts=_counts(session, user),
        filtered=any(asked.values()) or mine,
        whys=[(str(code), title) for code, title in WHYS.items()],
        teams=_teams(session),
        first=cursor is None,
        checks=[(id, translated(known.title)) for id, known in checks().items()],
        more=_more(found, asked | {"mine": "1" if mine else "", "state": wanted.state}),
        reviewers=_reviewers(session),
        done=request.query_params.get("done") == "1",
        kept=urlencode(_kept(asked, mine)),
    )


@router.get("/next")
def next_call(
    user: Reviewer,
    session: ReadSession,
    why: Name = "",
    team: Name = "",
    agent: Name = "",
    check: Name = "",
    mine: bool = False,
) -> Response:
    """On to the riskiest call that nobody else holds, of those that the filter lets through."""
    now = utc_now()
    wanted = replace(_wanted(user, why, team, agent, check, mine, "open"), open_to=user.user_id)
    waiting = waiting_calls(session, wanted, now, limit=LOOKED_AT)
    free = next((w.call.id for w in waiting if w.holder_id in (None, user.user_id)), None)
    kept = _kept({"why": why, "team": team, "agent": agent, "check": check}, mine)
    if free is None:
        return RedirectResponse(f"/queue?{urlencode(kept | {'done': '1'})}", 303)
    return RedirectResponse(f"/calls/{free}?{urlencode({'from': 'queue'} | kept)}", 303)


def _kept(asked: dict[str, str], mine: bool) -> dict[str, str]:
    """The filter as an address has it, so that the next call is found by it, too."""
    return {name: value for name, value in (asked | {"mine": "1" if mine else ""}).items() if value}


def _wanted(user: Principal, why: str, team: str, agent: str, check: str, mine: bool, state: str) -> QueueFilter:
    """What can't be understood does not restrict."""
    return QueueFilter(
        why=Why(why) if why in set(Why) else None,
        agent_id=agent.strip() or None,
        team=team or None,
        check=check if check in checks() else None,
        mine=user.user_id if mine else None,
        state="reviewed" if state == "reviewed" else "open",
    )


def _more(found: list[Waiting], asked: dict[str, str]) -> str:
    """The address of the next page; empty at the end."""
    if len(found) <= PAGE:
        return ""
    last = found[PAGE - 1]
    query = {name: value for name, value in asked.items() if value}
    return "/queue?" + urlencode(query | {"cursor": dump_cursor(LIST, [last.priority, last.call.id]) or ""})


def _counts(session: Session, user: Principal) -> dict[str, int]:
    return {
        "open": count_waiting(session, QueueFilter()),
        "mine": count_waiting(session, QueueFilter(mine=user.user_id)),
        "reviewed": count_waiting(session, QueueFilter(state="reviewed")),
    }


def _reviewers(session: Session) -> list[tuple[str, str]]:
    """To whom calls may be assigned."""
    known = select(UserRow.id, UserRow.display_name).where(UserRow.role.in_(REVIEWERS), UserRow.disabled_at.is_(None))
    return [(str(id), name) for id, name in session.execute(known.order_by(UserRow.display_name))]


def _teams(session: Session) -> list[tuple[str, str]]:
    names = session.scalars(select(CallRow.team).where(CallRow.team.is_not(None)).distinct().order_by(CallRow.team))
    return [(name, name) for name in names if name]
