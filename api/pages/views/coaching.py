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
from pipeline.statistics.estimate import MINIMUM
from pipeline.storage.tables import ClipRow

SUGGESTED = 4


@dataclass(frozen=True, slots=True)
class ClipLine:
    role: str
    role_title: str
    text: str
    is_target: bool


@dataclass(frozen=True, slots=True)
class ShownClip:
    """``body`` is what collecting it sends; ``clip`` the address of its sound, empty where there is none."""

    label: str
    tone: str
    good: bool
    reviewed: bool
    length: str
    lines: tuple[ClipLine, ...]
    reason: str
    suggestion: str
    clip: str
    title: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CollectedClip:
    id: int
    label: str
    tone: str
    good: bool
    length: str
    lines: tuple[ClipLine, ...]
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


def show_clip(shown: Mapping[str, Any], audio: str, names: Names) -> ShownClip:
    """``shown`` is the service's clip, personal data already masked."""
    label = names.category(shown["category"]) if shown["category"] and shown["check"] == FORBIDDEN else ""
    label = label or names.check(shown["check"])
    same = ("call_id", "check", "category", "good", "start", "end", "finding_id")
    lines = _lines(shown["lines"], shown["utterance"])
    tone = "good" if shown["good"] else tone_of(shown["check"], shown["category"])
    return ShownClip(
        label, tone, shown["good"], shown["reviewed"], clock(shown["end"] - shown["start"]), lines, shown["reason"],
        shown["suggestion"] or "", audio, _title(lines, label),
        {name: shown[name] for name in same if shown[name] is not None},
    )  # fmt: skip


def show_collected(row: ClipRow, lines: Sequence[Mapping[str, Any]], audio: str, names: Names) -> CollectedClip:
    label = names.category(row.category) if row.category and row.check == FORBIDDEN else names.check(row.check)
    shown = _lines(lines, None)
    tone = "good" if row.good else tone_of(row.check, row.category)
    return CollectedClip(row.id, label, tone, row.good, clock(row.end - row.start), shown, row.note, audio,
                         _title(shown, label))  # fmt: skip


def clip_sound(call_id: str, start: float, end: float) -> str:
    """The address of a clip's sound, personal data beeped."""
    return f"/api/v1/coaching/clips/audio?{urlencode({'call_id': call_id, 'start': start, 'end': end})}"


def _suggestion(row: CheckRow, lost: Lost) -> Suggestion:
    return Suggestion(row.check, row.label, f"/coaching/clips?{urlencode({'check': row.check})}", points(lost.points),
                      points(lost.points / lost.calls), row.rate.value, lost.calls)  # fmt: skip


def _lines(lines: Iterable[Mapping[str, Any]], target: int | None) -> tuple[ClipLine, ...]:
    return tuple(ClipLine(x["role"], ROLES[x["role"]], x["text"], x["index"] == target) for x in lines)


def _title(lines: Sequence[ClipLine], label: str) -> str:
    """What the player shows while it plays."""
    said = next((x.text for x in lines if x.is_target), next((x.text for x in lines if x.role == "agent"), ""))
    return f"{label}：{said}" if said else label
