"""The main navigation: which page is whose."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the bar; ``roles`` are those who may open it."""

    href: str
    label: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as one page shows it."""

    href: str
    label: str
    current: bool


def _entry(href: str, label: str, *roles: str) -> Entry:
    return Entry(href, label, frozenset(roles))


ENTRIES = (
    _entry("/queue", "复核队列", "reviewer", "admin"),
    _entry("/calls", "全部通话", "reviewer", "admin"),
    _entry("/failures", "分析失败", "reviewer", "admin"),
)
HOMES = {"reviewer": "/queue", "admin": "/queue", "trainer": "/", "agent": "/"}


def entries_for(role: str, path: str) -> list[Link]:
    """What somebody with ``role`` sees in the bar; the entry whose address begins ``path`` is the current one."""
    mine = [entry for entry in ENTRIES if role in entry.roles]
    here = max((e.href for e in mine if _is_inside(path, e.href)), key=len, default=None)
    return [Link(e.href, e.label, e.href == here) for e in mine]


def _is_inside(path: str, href: str) -> bool:
    return path == href or path.startswith(f"{href}/")
