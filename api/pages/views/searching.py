"""The heads of the columns of the list of calls, and what restricts it, in words."""

from __future__ import annotations

from dataclasses import dataclass

from api.pages.call_filters import Asked, Choices
from pipeline.language import N_, Words, _
from pipeline.storage.call_order import Order, Sort

COLUMNS = (
    (Sort.NAME, N_("通话"), ""),
    (Sort.NEWEST, N_("开始时间"), ""),
    (Sort.AGENT, N_("坐席"), ""),
    (Sort.TEAM, N_("班组"), ""),
    (Sort.KIND, N_("类型"), ""),
    (Sort.DIRECTION, N_("方向"), ""),
    (Sort.DURATION, N_("时长"), "number"),
    (Sort.SCORE, N_("得分"), "number"),
    (Sort.RISK, N_("风险"), "number"),
    (Sort.STATE, N_("状态"), ""),
)
NAMES = Words(
    {
        "q": "说过",
        "name": "编号",
        "agent": "坐席",
        "team": "班组",
        "state": "状态",
        "kind": "类型",
        "check": "检查项",
        "verdict": "结论",
        "category": "禁语类别",
        "grade": "等级",
        "least": "得分不低于",
        "most": "得分不高于",
        "scored": "评分",
        "fatal": "否决",
        "doubt": "疑问",
        "published": "发布",
        "changed": "人工",
        "period": "时间",
        "since": "从",
        "until": "到",
    }
)


@dataclass(frozen=True, slots=True)
class Column:
    """``sorted``: ascending, descending, or empty; ``href`` sorts by it, or turns the order around."""

    title: str
    align: str
    href: str
    sorted: str


@dataclass(frozen=True, slots=True)
class Restriction:
    """One part of the filter; ``href`` is the list without it."""

    text: str
    href: str


def columns(asked: Asked) -> list[Column]:
    now = asked.order
    return [Column(_(title), align, _turned(asked, now, sort), _sorted(now, sort)) for sort, title, align in COLUMNS]


def restrictions(asked: Asked, choices: Choices) -> list[Restriction]:
    found = []
    for name, value in asked.restricts.items():
        title = dict(choices.get(name, ())).get(value, value)
        found.append(
            Restriction(_("%(name)s：%(value)s", name=NAMES[name], value=title), asked.address(**{name: None}))
        )
    return found


def _turned(asked: Asked, now: Order, sort: Sort) -> str:
    if now.sort is not sort:
        return asked.address(sort=str(sort), down=None)
    return asked.address(sort=str(sort), down="no" if now.falls else "yes")


def _sorted(now: Order, sort: Sort) -> str:
    if now.sort is not sort:
        return ""
    return "descending" if now.falls else "ascending"
