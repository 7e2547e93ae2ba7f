"""What agents are to learn from: given out by trainers and leads, played and acknowledged by agents."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from api.cursor import BadCursor, dump_cursor, load_cursor
from api.deps import (
    Agent,
    Coach,
    CopiesDep,
    Cursor,
    DatabaseDep,
    Limit,
    PackDep,
    ReadSession,
    RowId,
    SettingsDep,
    TrailDep,
    WriteSession,
)
from api.parameters import LARGEST_ID
from api.routers.coaching import clip_sound
from api.schemas.assignments import (
    Acknowledgement,
    AssignmentChange,
    AssignmentItem,
    AssignmentPage,
    AssignmentView,
    ConsentChoice,
    ConsentView,
    NewAssignmentBody,
    OwnAssignment,
    OwnAssignments,
    OwnAssignmentView,
)
from api.views.assignments import assignment_items, assignment_view, consent_view, opened, own_assignments, own_item
from api.views.coaching import Clips
from pipeline.accounts import audit
from pipeline.coaching import assignments
from pipeline.coaching.assignments import NewAssignment
from pipeline.coaching.consent import Consent, choose
from pipeline.language import _
from pipeline.storage.errors import NotInStore
from pipeline.storage.tables import UserRow, utc_now

router = APIRouter(tags=["辅导"])
_LIST = "assignments"
_CLIP: dict[int | str, dict[str, Any]] = {200: {"content": {"audio/wav": {}}, "description": "片段录音"}}


@router.get("/coaching/assignments")
def list_assignments(user: Coach, session: ReadSession, limit: Limit = 50, cursor: Cursor = None) -> AssignmentPage:
    """What was given out, the newest first; leads find what is their own team's alone."""
    place = load_cursor(_LIST, cursor)
    if place is not None and (len(place) != 1 or type(place[0]) is not int or not 0 <= place[0] <= LARGEST_ID):
        raise BadCursor
    rows = assignments.all_assignments(session, user.team, place[0] if place else None, limit + 1)
    following = dump_cursor(_LIST, [rows[limit - 1].id]) if len(rows) > limit else None
    return AssignmentPage(items=assignment_items(session, rows[:limit], utc_now()), next_cursor=following)


@router.post("/coaching/assignments", status_code=201)
def post_assignment(
    given: NewAssignmentBody, user: Coach, session: WriteSession, settings: SettingsDep
) -> AssignmentItem:
    """Give a collection, or one of its clips, to agents or a team. 409 where somebody could see none of its clips,
    since their agents do not agree."""
    consent = Consent.of(session, settings.share_clips)
    told = given.model_dump(exclude={"due_on"})
    new = NewAssignment(**told, due_at=assignments.end_of(given.due_on, settings.timezone))
    row = assignments.assign(session, new, user.user_id, consent, user.team)
    audit.note(
        session,
        user.user_id,
        "assignment.added",
        "assignment",
        row.id,
        agents=len(assignments.assigned_of(session, row.id)),
    )
    return assignment_items(session, [row], utc_now())[0]


@router.get("/coaching/assignments/{assignment_id}")
def get_assignment(
    assignment_id: RowId, user: Coach, session: ReadSession, pack: PackDep, settings: SettingsDep
) -> AssignmentView:
    """Who has played, acknowledged and answered, and whether the checks improved afterwards."""
    row = assignments.get_assignment(session, assignment_id, user.team)
    clips = Clips(session, pack, Consent.of(session, settings.share_clips))
    return assignment_view(session, row, clips, utc_now())


@router.patch("/coaching/assignments/{assignment_id}")
def patch_assignment(
    assignment_id: RowId, given: AssignmentChange, user: Coach, session: WriteSession, settings: SettingsDep
) -> AssignmentItem:
    """Another note or date."""
    due_at = assignments.end_of(given.due_on, settings.timezone) if given.due_on else None
    row = assignments.change(session, assignment_id, given.note, due_at, user.team)
    audit.note(session, user.user_id, "assignment.changed", "assignment", row.id)
    return assignment_items(session, [row], utc_now())[0]


@router.post("/coaching/assignments/{assignment_id}/withdraw", status_code=204)
def withdraw_assignment(assignment_id: RowId, user: Coach, session: WriteSession) -> None:
    """Nobody is asked for it any more; what was done stays."""
    assignments.withdraw(session, assignment_id, user.team)
    audit.note(session, user.user_id, "assignment.withdrawn", "assignment", assignment_id)


@router.get("/agents/me/assignments")
def list_own(user: Agent, session: ReadSession, pack: PackDep, settings: SettingsDep) -> OwnAssignments:
    """What one is to learn from: what waits first, by date."""
    clips = Clips(session, pack, Consent.of(session, settings.share_clips))
    return OwnAssignments(items=own_assignments(session, user.agent_id or "", clips, utc_now()))


@router.get("/agents/me/assignments/{assignment_id}")
def get_own(
    assignment_id: RowId, user: Agent, session: WriteSession, pack: PackDep, settings: SettingsDep
) -> OwnAssignmentView:
    """Its clips, personal data masked; that it was opened is noted."""
    clips = Clips(session, pack, Consent.of(session, settings.share_clips))
    return opened(session, user, assignment_id, clips, utc_now())


@router.get("/agents/me/assignments/{assignment_id}/clips/{clip_id}/audio", response_class=Response, responses=_CLIP)
def get_own_clip(
    assignment_id: RowId,
    clip_id: RowId,
    request: Request,
    user: Agent,
    database: DatabaseDep,
    pack: PackDep,
    settings: SettingsDep,
    copies: CopiesDep,
    trail: TrailDep,
) -> Response:
    """The sound of a clip, with a tone over personal data; that it was played is noted."""
    agent_id = user.agent_id or ""
    with database.writing() as session:
        row, _own = assignments.own_assignment(session, assignment_id, agent_id)
        known = assignments.clips_for(session, row, agent_id, Consent.of(session, settings.share_clips))
        clip = next((c for c in known if c.id == clip_id), None)
        if clip is None:
            raise NotInStore(_("片段"), clip_id)
        assignments.note_played(session, assignment_id, agent_id, clip_id)
    trail.note_once(user.user_id, "clip.played", "call", clip.call_id)
    with database.reading() as session:
        return clip_sound(session, clip, request, pack, copies)


@router.post("/agents/me/assignments/{assignment_id}/acknowledge")
def acknowledge(
    assignment_id: RowId,
    given: Acknowledgement,
    user: Agent,
    session: WriteSession,
    pack: PackDep,
    settings: SettingsDep,
) -> OwnAssignment:
    """One has learnt from it, and may answer; an answer may be changed."""
    agent_id = user.agent_id or ""
    own = assignments.acknowledge(session, assignment_id, agent_id, given.answer)
    audit.note(session, user.user_id, "assignment.acknowledged", "assignment", assignment_id)
    row, _ = assignments.own_assignment(session, assignment_id, agent_id)
    return own_item(session, row, own, Clips(session, pack, Consent.of(session, settings.share_clips)), utc_now())


@router.get("/agents/me/consent")
def get_consent(user: Agent, session: ReadSession, settings: SettingsDep) -> ConsentView:
    """Whether clips of one's own calls may be examples to others."""
    return consent_view(session.get_one(UserRow, user.user_id).shares_clips, settings.share_clips)


@router.put("/agents/me/consent")
def put_consent(given: ConsentChoice, user: Agent, session: WriteSession, settings: SettingsDep) -> ConsentView:
    """Decide. It holds at once: for what is shown, given out and exported from now on."""
    row = choose(session, user.user_id, given.chosen)
    audit.note(session, user.user_id, "consent.changed", "user", user.user_id, shared=given.chosen)
    return consent_view(row.shares_clips, settings.share_clips)
