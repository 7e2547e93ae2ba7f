"""What a reviewer confirms before a scorecard is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from api.pages.views.formats import score
from api.pages.views.names import FORBIDDEN, Names, tone_of
from pipeline.review.publication import OpenFinding, Readiness


@dataclass(frozen=True, slots=True)
class OpenKind:
    """The undecided findings of one kind."""

    label: str
    tone: str
    costly: int
    doubtful: int


@dataclass(frozen=True, slots=True)
class ShownPublication:
    version: int
    total: str
    grade: str
    fatal: bool
    open: int
    kinds: tuple[OpenKind, ...]
    vetoes: tuple[str, ...]
    refusal: str
    agent_id: str
    replaces: int  # the version that the agent sees now; 0: none


def show_publication(ready: Readiness, agent_id: str | None, shown: int, names: Names) -> ShownPublication:
    """``shown``: the version that the agent sees now, 0 where there is none."""
    return ShownPublication(
        version=ready.version,
        total=score(ready.total),
        grade=ready.grade or "",
        fatal=ready.fatal,
        open=len(ready.open),
        kinds=_kinds(ready.open, names),
        vetoes=tuple(names.check(v) for v in ready.vetoes),
        refusal=ready.refusal or "",
        agent_id=agent_id or "",
        replaces=shown,
    )


def _kinds(found: Sequence[OpenFinding], names: Names) -> tuple[OpenKind, ...]:
    """Those that cost points first."""
    costly = Counter(_kind(f) for f in found if f.costs)
    doubtful = Counter(_kind(f) for f in found if not f.costs)
    kinds = [OpenKind(_label(kind, names), tone_of(*kind), costly[kind], doubtful[kind]) for kind in costly | doubtful]
    return tuple(sorted(kinds, key=lambda kind: (-kind.costly, -kind.doubtful, kind.label)))


def _kind(found: OpenFinding) -> tuple[str, str | None]:
    return found.check, found.category if found.check == FORBIDDEN else None


def _label(kind: tuple[str, str | None], names: Names) -> str:
    check, category = kind
    return names.category(category) if category else names.check(check)
