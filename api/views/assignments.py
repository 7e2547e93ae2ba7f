"""Assignments as those who gave them out see them, and as an agent does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from api.schemas.assignments import (
    AgentChange,
    AssignedView,
    AssignmentItem,
    AssignmentView,
    ChangeView,
    ConsentView,
    ImprovementView,
    OwnAssignment,
    OwnAssignmentView,
    OwnClip,
    Share,
)
from api.views.coaching import Clips
from pipeline.accounts import Principal, audit
from pipeline.accounts.agents import all_agents
from pipeline.coaching import assignments
from pipeline.coaching.assignments import assigned_of, clips_for
from pipeline.coaching.progress import Change, Improvement, improvements
from pipeline.lexicon import Pack
from pipeline.review.stored import check_titles
from pipeline.review.view import names_of
from pipeline.storage.tables import AssignedRow, AssignmentRow

_SAME = ("id", "title", "collection_id", "clip_id", "team", "note", "due_at", "created_at", "withdrawn_at")


def assignment_items(session: Session, rows: Sequence[AssignmentRow], now: datetime) -> list[AssignmentItem]:
    names = names_of(session, [row.created_by for row in rows])
    return [_item(row, assigned_of(session, row.id), names, now) for row in rows]


def assignment_view(session: Session, row: AssignmentRow, clips: Clips, now: datetime) -> AssignmentView:
    people = assigned_of(session, row.id)
    item = _item(row, people, names_of(session, [row.created_by]), now)
    names = {agent.agent_id: agent.name for agent in all_agents(session)}
    shown = [_assigned(session, row, one, names, clips) for one in people]
    changes = [_improvement(one, clips.pack) for one in improvements(session, row)]
    return AssignmentView(**item.model_dump(), people=shown, improvements=changes)


def own_assignments(session: Session, agent_id: str, clips: Clips, now: datetime) -> list[OwnAssignment]:
    """What waits first, by date."""
    return [own_item(session, row, own, clips, now) for row, own in assignments.given_to(session, agent_id)]


def own_item(session: Session, row: AssignmentRow, own: AssignedRow, clips: Clips, now: datetime) -> OwnAssignment:
    known = assignments.clips_for(session, row, own.agent_id, clips.consent)
    return _own(row, own, len(known), names_of(session, [row.created_by]), now)


def opened(session: Session, user: Principal, id: int, clips: Clips, now: datetime) -> OwnAssignmentView:
    """An agent opens an assignment: that is noted. Raises NotInStore."""
    agent_id = user.agent_id or ""
    assignments.open_own(session, id, agent_id)
    audit.note(session, user.user_id, "assignment.viewed", "assignment", id)
    row, own = assignments.own_assignment(session, id, agent_id)
    known = assignments.clips_for(session, row, agent_id, clips.consent)
    address = f"/api/v1/agents/me/assignments/{row.id}/clips"
    items = [OwnClip.of(clips.collected(c, f"{address}/{c.id}/audio"), c.id in own.played) for c in known]
    return OwnAssignmentView(**own_item(session, row, own, clips, now).model_dump(), items=items)


def consent_view(chosen: bool | None, default: bool) -> ConsentView:
    return ConsentView(chosen=chosen, default=default, shared=default if chosen is None else chosen)


def _item(row: AssignmentRow, people: Sequence[AssignedRow], names: Mapping[int, str], now: datetime) -> AssignmentItem:
    done = sum(p.acknowledged_at is not None for p in people)
    is_over = row.due_at < now and row.withdrawn_at is None
    return AssignmentItem(
        **{name: getattr(row, name) for name in _SAME},
        by=names.get(row.created_by, ""),
        agents=len(people),
        opened=sum(p.opened_at is not None for p in people),
        acknowledged=done,
        answered=sum(bool(p.answer) for p in people),
        overdue=len(people) - done if is_over else 0,
    )


def _assigned(
    session: Session, row: AssignmentRow, one: AssignedRow, names: Mapping[str, str], clips: Clips
) -> AssignedView:
    shown = {c.id for c in clips_for(session, row, one.agent_id, clips.consent)}
    return AssignedView(
        agent_id=one.agent_id,
        name=names.get(one.agent_id, one.agent_id),
        opened_at=one.opened_at,
        played=len(shown & set(one.played)),
        clips=len(shown),
        acknowledged_at=one.acknowledged_at,
        answer=one.answer,
        answered_at=one.answered_at,
    )


def _own(row: AssignmentRow, own: AssignedRow, clips: int, names: Mapping[int, str], now: datetime) -> OwnAssignment:
    return OwnAssignment(
        id=row.id,
        title=row.title,
        note=row.note,
        by=names.get(row.created_by, ""),
        due_at=row.due_at,
        created_at=row.created_at,
        clips=clips,
        played=min(len(own.played), clips),
        acknowledged_at=own.acknowledged_at,
        answer=own.answer,
        answered_at=own.answered_at,
        overdue=own.acknowledged_at is None and row.due_at < now,
    )


def _improvement(one: Improvement, pack: Pack) -> ImprovementView:
    named = dict(pack.category_titles) | {name: slot.title for name, slot in pack.slots.items()}
    return ImprovementView(
        check=one.check,
        title=check_titles().get(one.check, one.check),
        category=one.category,
        category_title=named.get(one.category, one.category) if one.category else None,
        together=_change(one.together),
        agents=[AgentChange(agent_id=id, **_change(c).model_dump()) for id, c in one.agents.items()],
    )


def _change(change: Change) -> ChangeView:
    return ChangeView(
        before=Share(**asdict(change.before)), after=Share(**asdict(change.after)), outcome=change.outcome
    )
