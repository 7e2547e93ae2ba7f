"""Clips to learn from, collections of them, and what to train next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from api.pages.lost_points import Lost
from api.pages.views.board import Board, CheckRow
from api.pages.views.formats import clock, points
from api.pages.views.names import FORBIDDEN, ROLES, Names, tone_of
from api.schemas.coaching import ClipLine, ClipView, CollectedClip
from pipeline.language import _
from pipeline.statistics.estimate import MINIMUM

SUGGESTED = 4


@dataclass(frozen=True, slots=True)
class ShownLine:
    """``pieces`` are its text in parts, each with whether it is to be looked at."""

    role: str
    role_title: str
    pieces: tuple[tuple[str, bool], ...]
    is_target: bool

    @property
    def text(self) -> str:
        return "".join(part for part, _marked in self.pieces)


@dataclass(frozen=True, slots=True)
class ShownClip:
    """``body`` is what collecting it sends; ``clip`` the address of its sound, empty where there is none."""

    label: str
    tone: str
    good: bool
    reviewed: bool
    shared: bool
    length: str
    did: tuple[str, ...]
    lines: tuple[ShownLine, ...]
    reason: str
    suggestion: str
    clip: str
    title: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ShownPair:
    bad: ShownClip
    good: ShownClip | None


@dataclass(frozen=True, slots=True)
class ShownCollected:
    id: int
    label: str
    tone: str
    good: bool
    shared: bool
    length: str
    lines: tuple[ShownLine, ...]
    reason: str
    suggestion: str
    note: str
    clip: str
    title: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to train next: where most points are lost, of what happened often enough."""

    check: str
    label: str
    href: str
    lost: str
    per_call: str
    rate: str
    calls: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How the team stands per check, and what follows from it."""

    calls: int
    minimum: int
    rows: tuple[CheckRow, ...]
    suggestions: tuple[Suggestion, ...]
    board: Board


def show_standing(board: Board, lost: Mapping[str, Lost]) -> Standing:
    enough = [row for row in board.checks if row.rate.enough and row.check in lost and lost[row.check].points > 0]
    costly = sorted(enough, key=lambda row: -lost[row.check].points)[:SUGGESTED]
    return Standing(board.calls, MINIMUM, board.checks, tuple(_suggestion(r, lost[r.check]) for r in costly), board)


def show_clip(view: ClipView, names: Names) -> ShownClip:
    label = label_of(view.check, view.category, names)
    same = ("call_id", "check", "category", "good", "start", "end", "finding_id", "added_id")
    body = {name: value for name in same if (value := getattr(view, name)) is not None}
    is_finding = view.finding_id is not None or view.added_id is not None
    lines = _lines(view.lines, view.utterance)
    tone = "good" if view.good else tone_of(view.check, view.category)
    return ShownClip(
        label,
        tone,
        view.good,
        view.reviewed,
        view.shared,
        clock(view.end - view.start),
        tuple(view.did),
        lines,
        view.reason,
        view.suggestion or "",
        view.audio or "",
        _title(lines, label),
        body if is_finding else body | {"utterance": view.utterance},
    )


def show_collected(view: CollectedClip, names: Names) -> ShownCollected:
    label = label_of(view.check, view.category, names)
    lines, tone = _lines(view.lines, None), "good" if view.good else tone_of(view.check, view.category)
    return ShownCollected(
        view.id,
        label,
        tone,
        view.good,
        view.shared,
        clock(view.end - view.start),
        lines,
        view.reason,
        view.suggestion or "",
        view.note,
        view.audio or "",
        _title(lines, label),
    )


def label_of(check: str, category: str | None, names: Names) -> str:
    return names.category(category) if category and check == FORBIDDEN else names.check(check)


def _suggestion(row: CheckRow, lost: Lost) -> Suggestion:
    return Suggestion(
        row.check,
        row.label,
        f"/coaching/clips?{urlencode({'check': row.check})}",
        points(lost.points),
        points(lost.points / lost.calls),
        row.rate.value,
        lost.calls,
    )


def _lines(lines: Iterable[ClipLine], target: int | None) -> tuple[ShownLine, ...]:
    return tuple(
        ShownLine(x.role, ROLES[x.role], tuple(pieces_of(x)), x.index == target or bool(x.marks)) for x in lines
    )


def pieces_of(line: ClipLine) -> list[tuple[str, bool]]:
    """The text in parts, each with whether it is one of the words to look at."""
    parts, at = list[tuple[str, bool]](), 0
    for start, end in line.marks:
        parts += [(line.text[at:start], False), (line.text[start:end], True)]
        at = end
    return [part for part in (*parts, (line.text[at:], False)) if part[0]]


def _title(lines: Sequence[ShownLine], label: str) -> str:
    """What the player shows while it plays."""
    said = next((x.text for x in lines if x.is_target), next((x.text for x in lines if x.role == "agent"), ""))
    return _("%(title)s：%(value)s", title=label, value=said) if said else label
