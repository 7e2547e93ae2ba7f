"""The main navigation: which page is whose."""

from __future__ import annotations

from dataclasses import dataclass


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
    _entry("/queue", "复核队列", "reviewer", "admin"),
    _entry("/calls", "全部通话", "reviewer", "lead", "admin", also=("/uploads",)),
    _entry("/due", "承诺与案件", "reviewer", "trainer", "lead", "admin", also=("/cases",)),
    _entry("/appeals", "申诉", "reviewer", "admin"),
    _entry("/coaching", "培训", "trainer", "admin", also=("/collections", "/assignments")),
    _entry("/assignments", "培训", "lead", also=("/coaching", "/collections")),
    _entry("/notes", "批注", "reviewer", "trainer", "admin"),
    _entry("/board", "看板", "reviewer", "trainer", "lead", "admin", also=("/quarters",)),
    _entry("/quality", "判定质量", "reviewer", "admin", also=("/calibrations",)),
    _entry("/lexicon", "词库", "reviewer", "trainer", "admin"),
    _entry("/failures", "分析失败", "reviewer", "admin"),
    _entry("/inbox", "收件箱", "reviewer", "trainer", "lead", "agent", "admin"),
    _entry("/users", "管理", "admin", also=("/tokens", "/webhooks", "/audit")),
    _entry("/me", "我的成绩", "agent"),
    _entry("/me/appeals", "我的申诉", "agent"),
    _entry("/me/training", "我的学习", "agent"),
    _entry("/due", "我的承诺", "agent", also=("/cases",)),
)
HOMES = {"reviewer": "/queue", "admin": "/queue", "trainer": "/coaching", "agent": "/me", "lead": "/board"}


def entries_for(role: str, path: str) -> list[Link]:
    """What somebody with ``role`` sees in the bar; the entry whose address begins ``path`` is the current one."""
    mine = [entry for entry in ENTRIES if role in entry.roles]
    places = [(len(place), e) for e in mine for place in (e.href, *e.also) if _is_inside(path, place)]
    here = max(places, key=lambda found: found[0])[1] if places else None
    return [Link(e.href, e.label, e is here) for e in mine]


def _is_inside(path: str, href: str) -> bool:
    return path == href or path.startswith(f"{href}/")
