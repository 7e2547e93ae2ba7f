"""What was given out to be learnt, and how far it is: for trainers and leads, and for the agent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from api.pages.views.coaching import ShownLine, pieces_of
from api.pages.views.formats import moment, percent
from api.pages.views.names import FORBIDDEN, ROLES, Names, tone_of
from api.schemas.assignments import (
    AssignedView,
    AssignmentItem,
    AssignmentView,
    ChangeView,
    ImprovementView,
    OwnAssignment,
    OwnAssignmentView,
    OwnClip,
    Share,
)
from pipeline.coaching.progress import Outcome
from pipeline.language import Words, _, _n
from pipeline.statistics.estimate import MINIMUM

OUTCOMES = Words(
    {Outcome.BETTER: "有改善", Outcome.WORSE: "变差了", Outcome.SAME: "看不出变化", Outcome.UNKNOWN: "样本不足"}
)
OUTCOME_TONES = {Outcome.BETTER: "good", Outcome.WORSE: "bad", Outcome.SAME: "process", Outcome.UNKNOWN: "process"}


@dataclass(frozen=True, slots=True)
class ShownAssignment:
    id: int
    title: str
    to: str
    by: str
    due: str
    made: str
    note: str
    agents: int
    opened: int
    done: int
    answered: int
    state: str
    tone: str
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class ShownPerson:
    name: str
    agent_id: str
    state: str
    tone: str
    played: str
    at: str
    answer: str


@dataclass(frozen=True, slots=True)
class ShownChange:
    """``before`` and ``after`` such as 35%（14/40），区间 22%–50%."""

    who: str
    before: str
    after: str
    word: str
    tone: str


@dataclass(frozen=True, slots=True)
class ShownImprovement:
    label: str
    together: ShownChange
    agents: tuple[ShownChange, ...]


@dataclass(frozen=True, slots=True)
class ShownProgress:
    assignment: ShownAssignment
    people: tuple[ShownPerson, ...]
    improvements: tuple[ShownImprovement, ...]
    minimum: int


@dataclass(frozen=True, slots=True)
class ShownLesson:
    """What an agent is to learn from."""

    id: int
    title: str
    by: str
    due: str
    note: str
    clips: int
    played: int
    state: str
    tone: str
    done: str  # when it was acknowledged
    answer: str


@dataclass(frozen=True, slots=True)
class LessonClip:
    id: int
    label: str
    tone: str
    good: bool
    played: bool
    lines: tuple[ShownLine, ...]
    reason: str
    suggestion: str
    note: str
    clip: str
    title: str


def show_assignment(item: AssignmentItem, zone: ZoneInfo) -> ShownAssignment:
    state, tone = _standing(item)
    return ShownAssignment(
        item.id,
        item.title,
        item.team or _n("%(num)s 位坐席", item.agents),
        item.by,
        _day(item.due_at, zone),
        moment(item.created_at, zone),
        item.note,
        item.agents,
        item.opened,
        item.acknowledged,
        item.answered,
        state,
        tone,
        item.withdrawn_at is not None,
    )


def show_progress(view: AssignmentView, names: Names, zone: ZoneInfo) -> ShownProgress:
    people = {p.agent_id: p.name for p in view.people}
    return ShownProgress(
        show_assignment(view, zone),
        tuple(_person(p, view, zone) for p in view.people),
        tuple(_improvement(one, names, people) for one in view.improvements),
        MINIMUM,
    )


def show_lesson(own: OwnAssignment, zone: ZoneInfo) -> ShownLesson:
    if own.acknowledged_at is not None:
        state, tone = _("已完成"), "good"
    else:
        state, tone = (_("已逾期"), "bad") if own.overdue else (_("待学习"), "accent")
    done = moment(own.acknowledged_at, zone) if own.acknowledged_at else ""
    return ShownLesson(
        own.id,
        own.title,
        own.by,
        _day(own.due_at, zone),
        own.note,
        own.clips,
        own.played,
        state,
        tone,
        done,
        own.answer,
    )


def lesson_clips(view: OwnAssignmentView, names: Names) -> list[LessonClip]:
    return [_clip(one, names) for one in view.items]


def _clip(one: OwnClip, names: Names) -> LessonClip:
    label = names.category(one.category) if one.category and one.check == FORBIDDEN else one.title
    lines = tuple(ShownLine(x.role, ROLES[x.role], tuple(pieces_of(x)), bool(x.marks)) for x in one.lines)
    said = next((x.text for x in lines if x.is_target), lines[0].text if lines else "")
    tone = "good" if one.good else tone_of(one.check, one.category)
    title = _("%(title)s：%(value)s", title=label, value=said) if said else label
    return LessonClip(
        one.id,
        label,
        tone,
        one.good,
        one.played,
        lines,
        one.reason,
        one.suggestion or "",
        one.note,
        one.audio or "",
        title,
    )


def _standing(item: AssignmentItem) -> tuple[str, str]:
    if item.withdrawn_at is not None:
        return _("已撤回"), "process"
    if item.acknowledged == item.agents:
        return _("全部完成"), "good"
    return (_n("%(num)s 人逾期", item.overdue), "bad") if item.overdue else (_("进行中"), "accent")


def _person(one: AssignedView, view: AssignmentView, zone: ZoneInfo) -> ShownPerson:
    at = one.acknowledged_at or one.opened_at
    if one.acknowledged_at is not None:
        state, tone = (_("逾期完成") if one.acknowledged_at > view.due_at else _("已完成")), "good"
    else:
        state, tone = (_("已打开"), "accent") if one.opened_at else (_("未打开"), "process")
    return ShownPerson(
        one.name, one.agent_id, state, tone, f"{one.played} / {one.clips}", moment(at, zone) if at else "", one.answer
    )


def _improvement(one: ImprovementView, names: Names, people: dict[str, str]) -> ShownImprovement:
    label = " · ".join(part for part in (names.check(one.check), one.category_title) if part)
    agents = [_change(c, people.get(c.agent_id, c.agent_id)) for c in one.agents]
    return ShownImprovement(label, _change(one.together, _("合计")), tuple(agents))


def _change(change: ChangeView, who: str) -> ShownChange:
    return ShownChange(
        who, _share(change.before), _share(change.after), OUTCOMES[change.outcome], OUTCOME_TONES[change.outcome]
    )


def _share(share: Share) -> str:
    """Silent about the share of few calls."""
    if share.n < MINIMUM or share.value is None:
        return _n("样本不足（%(num)s 通）", share.n)
    reach = f"{percent(share.low)}–{percent(share.high)}"
    return _n("%(value)s（%(num)s 通，区间 %(reach)s）", share.n, value=percent(share.value), reach=reach)


def _day(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d")
