"""A call of one's own team, as its lead reads it: the scorecard in force, what it rests on, and the sound."""

from __future__ import annotations

from functools import partial
from zoneinfo import ZoneInfo

from fastapi import Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from api.pages.own_calls import own_result
from api.pages.rendering import render
from api.pages.views.names import REVIEW_STATES, names_of
from api.pages.views.own import show_own_card
from api.trail import Trail
from pipeline.accounts import Principal
from pipeline.lexicon import Pack
from pipeline.review.wording import suggestion_for
from pipeline.settings import Settings
from pipeline.storage.tables import utc_now


def team_call(
    request: Request, call_id: str, user: Principal, session: Session, pack: Pack, settings: Settings, trail: Trail
) -> Response:
    """Raises NotInStore where the call is another team's."""
    zone, found = ZoneInfo(settings.timezone), own_result(session, user, call_id, pack)
    now = utc_now()  # nobody appeals here
    view = show_own_card(
        found.call,
        found.card,
        found.record,
        found.lines,
        found.effective,
        (),
        names_of(pack),
        zone,
        now,
        now,
        found.has_audio,
        partial(suggestion_for, pack),
        found.comment,
        found.version,
    )
    trail.note(user.user_id, "call.viewed", "call", call_id)
    return render(
        request,
        "team/call.html",
        user,
        user.csrf_token or "",
        view=view,
        agent=found.call.agent_id or "",
        state=REVIEW_STATES.get(found.call.review_state, ""),
    )
