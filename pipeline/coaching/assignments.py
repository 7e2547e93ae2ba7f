"""Clips that agents are to learn from: given out with a date and a note, played, acknowledged, answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.accounts.agents import Agent, all_agents
from pipeline.coaching.collections import clips_of, get_clip, get_collection
from pipeline.coaching.consent import Consent
from pipeline.errors import TingjianError
from pipeline.inbox import Kind, settle, tell
from pipeline.inbox.tell import agents_users
from pipeline.language import N_, _, _n
from pipeline.privacy.labels import masked_label
from pipeline.storage.errors import Conflict, NotInStore
from pipeline.storage.tables import AssignedRow, AssignmentRow, CallRow, ClipRow, utc_now

MOST_AGENTS = 500
DAY, LONGEST = timedelta(days=1), timedelta(days=366)
ASSIGNMENT = N_("学习任务")


class BadAssignment(TingjianError):
    """It can't be given out like this; says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAssignment:
    """A collection, or one clip of it, to agents or to everybody in a team."""

    collection_id: int
    clip_id: int | None = None
    agent_ids: Sequence[str] = ()
    team: str | None = None
    due_at: datetime
    note: str = ""


def assign(
    session: Session, new: NewAssignment, user_id: int, consent: Consent, within: str | None = None
) -> AssignmentRow:
    """``within``: the team of a lead, who gives to nobody else. Raises NotInStore, BadAssignment."""
    collection = get_collection(session, new.collection_id)
    clips = clips_of(session, collection.id)
    if new.clip_id is not None:
        clips = [get_clip(session, collection.id, new.clip_id)]
    agents = _chosen(all_agents(session), new, within)
    _check(new, clips, agents, session, consent)
    row = AssignmentRow(
        title=collection.name,
        collection_id=collection.id,
        clip_id=new.clip_id,
        whole=new.clip_id is None,
        checks=_checks(clips),
        team=new.team,
        note=masked_label(new.note),
        due_at=new.due_at,
        created_by=user_id,
    )
    session.add(row)
    session.flush()
    session.add_all(AssignedRow(assignment_id=row.id, agent_id=a.agent_id, team=a.team) for a in agents)
    session.flush()
    to = agents_users(session, [a.agent_id for a in agents])
    tell(session, Kind.ASSIGNMENT_GIVEN, to, subject_id=row.id, agents=len(agents))
    return row


def end_of(day: date, timezone: str) -> datetime:
    """The last second of a day. Raises BadAssignment where it is far from now."""
    now = utc_now().date()
    if not now - DAY <= day <= now + LONGEST:
        raise BadAssignment(_n("完成日期应在今天之后、%(num)s 天之内", LONGEST.days))
    return datetime.combine(day, time(23, 59, 59), ZoneInfo(timezone))


def change(
    session: Session, id: int, note: str | None, due_at: datetime | None, within: str | None = None
) -> AssignmentRow:
    """What is None stays."""
    row = get_assignment(session, id, within)
    if due_at is not None:
        _check_date(due_at)
    row.note = row.note if note is None else masked_label(note)
    row.due_at = due_at or row.due_at
    return row


def withdraw(session: Session, id: int, within: str | None = None) -> AssignmentRow:
    """Nobody is asked for it any more; what was done stays."""
    row = get_assignment(session, id, within)
    row.withdrawn_at = row.withdrawn_at or utc_now()
    settle(session, Kind.ASSIGNMENT_GIVEN, id)
    return row


def get_assignment(session: Session, id: int, within: str | None = None) -> AssignmentRow:
    """Raises NotInStore: also where somebody outside of the team ``within`` has it."""
    row = session.get(AssignmentRow, id)
    if row is None or (within is not None and any(a.team != within for a in assigned_of(session, id))):
        raise NotInStore(_(ASSIGNMENT), id)
    return row


def all_assignments(
    session: Session, within: str | None = None, before: int | None = None, limit: int = 50
) -> Sequence[AssignmentRow]:
    """The newest first; ``within``: those of which everybody is in this team."""
    asked = select(AssignmentRow).order_by(AssignmentRow.id.desc()).limit(limit)
    if before is not None:
        asked = asked.where(AssignmentRow.id < before)
    if within is not None:
        others = select(AssignedRow.assignment_id).where(AssignedRow.team.is_distinct_from(within))
        asked = asked.where(AssignmentRow.id.not_in(others))
    return session.scalars(asked).all()


def assigned_of(session: Session, id: int) -> Sequence[AssignedRow]:
    """By agent id."""
    return session.scalars(select(AssignedRow).filter_by(assignment_id=id).order_by(AssignedRow.agent_id)).all()


def given_to(session: Session, agent_id: str) -> list[tuple[AssignmentRow, AssignedRow]]:
    """What an agent is to learn: first what is not acknowledged, by date; then what is, the latest first."""
    asked = select(AssignmentRow, AssignedRow).join(AssignedRow, AssignedRow.assignment_id == AssignmentRow.id)
    asked = asked.where(AssignedRow.agent_id == agent_id, AssignmentRow.withdrawn_at.is_(None))
    rows = [(a, own) for a, own in session.execute(asked)]
    waiting = sorted((pair for pair in rows if pair[1].acknowledged_at is None), key=lambda p: (p[0].due_at, p[0].id))
    done = sorted((pair for pair in rows if pair[1].acknowledged_at is not None), key=lambda p: -p[0].id)
    return waiting + done


def own_assignment(session: Session, id: int, agent_id: str) -> tuple[AssignmentRow, AssignedRow]:
    """Raises NotInStore where it is not this agent's, or was withdrawn."""
    row, own = session.get(AssignmentRow, id), session.get(AssignedRow, (id, agent_id))
    if row is None or own is None or row.withdrawn_at is not None:
        raise NotInStore(_(ASSIGNMENT), id)
    return row, own


def clips_for(session: Session, row: AssignmentRow, viewer: str, consent: Consent) -> list[ClipRow]:
    """The clips of an assignment that the agent ``viewer`` may be shown: of those who agree, and their own."""
    calls = _calls(session, clips := clips_in(session, row))
    return [c for c in clips if consent.lets_see(calls[c.call_id].agent_id, viewer)]


def clips_in(session: Session, row: AssignmentRow) -> list[ClipRow]:
    """All of its clips that are still there, and whose words are."""
    if row.collection_id is None:
        return []
    clips = clips_of(session, row.collection_id)
    if not row.whole:
        clips = [c for c in clips if c.id == row.clip_id]
    calls = _calls(session, clips)
    return [c for c in clips if calls[c.call_id].personal_deleted_at is None]


def open_own(session: Session, id: int, agent_id: str) -> None:
    _row, own = own_assignment(session, id, agent_id)
    own.opened_at = own.opened_at or utc_now()


def note_played(session: Session, id: int, agent_id: str, clip_id: int) -> None:
    _row, own = own_assignment(session, id, agent_id)
    own.opened_at = own.opened_at or utc_now()
    if clip_id not in own.played:
        own.played = [*own.played, clip_id]


def acknowledge(session: Session, id: int, agent_id: str, answer: str | None = None) -> AssignedRow:
    """The agent has learnt from it; ``answer``: what they say to it, None leaves it as it is."""
    row, own = own_assignment(session, id, agent_id)
    now = utc_now()
    settle(session, Kind.ASSIGNMENT_GIVEN, id, user_ids=agents_users(session, [agent_id]))
    own.opened_at, own.acknowledged_at = own.opened_at or now, own.acknowledged_at or now
    if answer is not None and answer != own.answer:
        own.answer, own.answered_at = masked_label(answer), now
        tell(session, Kind.ASSIGNMENT_ANSWERED, [row.created_by], subject_id=id, agent_id=agent_id)
    return own


def _chosen(known: Iterable[Agent], new: NewAssignment, within: str | None) -> list[Agent]:
    named = set(new.agent_ids)
    agents = [a for a in known if a.agent_id in named or (new.team is not None and a.team == new.team)]
    unknown = named - {a.agent_id for a in agents}
    outside = within is not None and (new.team not in (None, within) or any(a.team != within for a in agents))
    if unknown or outside:  # whoever leads a team is not told who else there is
        raise BadAssignment(_("没有这样的坐席，或不在您的班组") if within is not None else _("没有这样的坐席"))
    return agents


def _check(
    new: NewAssignment, clips: Sequence[ClipRow], agents: Sequence[Agent], session: Session, consent: Consent
) -> None:
    if not clips:
        raise BadAssignment(_("案例集还是空的，先收入片段再布置"))
    if not 1 <= len(agents) <= MOST_AGENTS:
        raise BadAssignment(_n("请选择坐席或班组，一次最多 %(num)s 人", MOST_AGENTS))
    _check_date(new.due_at)
    calls = _calls(session, clips)
    left_out = [
        a.name for a in agents if not any(consent.lets_see(calls[c.call_id].agent_id, a.agent_id) for c in clips)
    ]
    if left_out:
        names = _("、").join(left_out[:5])
        raise Conflict(_("片段所属的坐席不同意给别人作示例，这些人一段也看不到：%(names)s", names=names))


def _check_date(due_at: datetime) -> None:
    now = utc_now()
    if not now < due_at <= now + LONGEST:
        raise BadAssignment(_n("完成日期应在现在之后、%(num)s 天之内", LONGEST.days))


def _checks(clips: Sequence[ClipRow]) -> list[dict[str, Any]]:
    """What the clips are about, in their order, each once."""
    seen = dict.fromkeys((c.check, c.category) for c in clips)
    return [{"check": check, "category": category} for check, category in seen]


def _calls(session: Session, clips: Sequence[ClipRow]) -> dict[str, CallRow]:
    rows = session.scalars(select(CallRow).where(CallRow.id.in_({c.call_id for c in clips})))
    return {row.id: row for row in rows}
