"""The main navigation: which page is whose."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.language import N_, _


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the bar; ``roles`` are those who may open it, ``also`` where one is inside it, too."""

    href: str
    label: str
    roles: frozenset[str]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as one page shows it."""

    href: str
    label: str
    current: bool


def _entry(href: str, label: str, *roles: str, also: tuple[str, ...] = ()) -> Entry:
    return Entry(href, label, frozenset(roles), also)


ENTRIES = (
    _entry("/queue", N_("复核队列"), "reviewer", "admin"),
    _entry("/calls", N_("全部通话"), "reviewer", "lead", "admin", also=("/uploads",)),
    _entry("/due", N_("承诺与案件"), "reviewer", "trainer", "lead", "admin", also=("/cases",)),
    _entry("/appeals", N_("申诉"), "reviewer", "admin"),
    _entry("/coaching", N_("培训"), "trainer", "admin", also=("/collections", "/assignments")),
    _entry("/assignments", N_("培训"), "lead", also=("/coaching", "/collections")),
    _entry("/notes", N_("批注"), "reviewer", "trainer", "admin"),
    _entry("/board", N_("看板"), "reviewer", "trainer", "lead", "admin", also=("/quarters",)),
    _entry("/quality", N_("判定质量"), "reviewer", "admin", also=("/calibrations",)),
    _entry("/lexicon", N_("词库"), "reviewer", "trainer", "admin"),
    _entry("/failures", N_("分析失败"), "reviewer", "admin"),
    _entry("/inbox", N_("收件箱"), "reviewer", "trainer", "lead", "agent", "admin"),
    _entry("/users", N_("管理"), "admin", also=("/tokens", "/webhooks", "/audit")),
    _entry("/me", N_("我的成绩"), "agent"),
    _entry("/me/appeals", N_("我的申诉"), "agent"),
    _entry("/me/training", N_("我的学习"), "agent"),
    _entry("/due", N_("我的承诺"), "agent", also=("/cases",)),
)
HOMES = {"reviewer": "/queue", "admin": "/queue", "trainer": "/coaching", "agent": "/me", "lead": "/board"}


def entries_for(role: str, path: str) -> list[Link]:
    """What somebody with ``role`` sees in the bar; the entry whose address begins ``path`` is the current one."""
    mine = [entry for entry in ENTRIES if role in entry.roles]
    places = [(len(place), e) for e in mine for place in (e.href, *e.also) if _is_inside(path, place)]
    here = max(places, key=lambda found: found[0])[1] if places else None
    return [Link(e.href, _(e.label), e is here) for e in mine]


def _is_inside(path: str, href: str) -> bool:
    return path == href or path.startswith(f"{href}/")
