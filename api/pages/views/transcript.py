"""The transcript as pieces of text, so that the words of findings can be marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from api.pages.views.findings import ShownFinding
from api.pages.views.formats import clock, percent
from api.pages.views.names import ROLES
from api.pages.views.regions import LONG_SILENCE, Region, title_of_gap
from pipeline.domain.record import SpokenText

HEARD_POORLY = 0.5  # confidence of the recogniser below which a text is shown as doubtful


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with the finding that it belongs to, if any."""

    text: str
    start: int  # offset in the utterance's text
    key: str = ""
    tone: str = ""
    struck: bool = False  # the finding was rejected
    passed: bool = False


@dataclass(frozen=True, slots=True)
class ShownUtterance:
    index: int
    role: str
    role_title: str
    start: float
    end: float
    clock: str
    pieces: tuple[Piece, ...]
    doubtful: bool
    confidence: str
    silence: str  # how long nobody spoke before it, where that was long
    silence_title: str = ""  # what was to be heard meanwhile
    machine: str = ""  # what the machine had heard, where a person corrected it
    machine_role: str = ""  # whom it had taken for the speaker, where a person corrected that


def show_transcript(
    utterances: Sequence[SpokenText], findings: Iterable[ShownFinding], regions: Sequence[Region] = ()
) -> tuple[ShownUtterance, ...]:
    """Only findings whose words are the proof are marked."""
    marks: dict[int, list[ShownFinding]] = {}
    for finding in findings:
        if finding.is_wording or finding.passed or finding.added_id:
            marks.setdefault(finding.utterance, []).append(finding)
    shown: list[ShownUtterance] = []
    spoken_until = 0.0
    for u in utterances:
        gap = u.start - spoken_until
        silence = f"{gap:.1f}" if shown and gap >= LONG_SILENCE else ""
        title = title_of_gap(regions, spoken_until, u.start) if silence else ""
        shown.append(_utterance(u, marks.get(u.index, []), silence, title))
        spoken_until = max(spoken_until, u.end)
    return tuple(shown)


def with_heard(shown: Iterable[ShownUtterance], heard: Mapping[int, tuple[str, str]]) -> tuple[ShownUtterance, ...]:
    """With what the machine had heard, and from whom, beside what people have corrected."""
    return tuple(_beside(u, *heard[u.index]) if u.index in heard else u for u in shown)


def _beside(u: ShownUtterance, text: str, role: str) -> ShownUtterance:
    said = "".join(piece.text for piece in u.pieces)
    return replace(u, machine=text if text != said else "", machine_role=ROLES[role] if role != u.role else "")


def _utterance(u: SpokenText, marks: Sequence[ShownFinding], silence: str, title: str) -> ShownUtterance:
    return ShownUtterance(
        index=u.index,
        role=u.role.value,
        role_title=ROLES[u.role],
        start=u.start,
        end=u.end,
        clock=clock(u.start),
        pieces=tuple(_pieces(u.text, marks)),
        doubtful=u.confidence < HEARD_POORLY,
        confidence=percent(u.confidence),
        silence=silence,
        silence_title=title,
    )


def _pieces(text: str, marks: Sequence[ShownFinding]) -> Iterable[Piece]:
    """Cut at every edge of a mark, but never inside a fault at the edge of a proof; where marks overlap, the gravest
    wins."""
    within = [m for m in marks if m.char_start < m.char_end]
    faults = [m for m in within if not m.passed]
    cuts = {e for m in within for e in (m.char_start, m.char_end) if not (m.passed and _inside(e, faults))}
    edges = sorted({0, len(text), *(min(e, len(text)) for e in cuts)})
    for start, end in pairwise(edges):
        over = [m for m in within if m.char_start <= start and m.char_end >= end]
        yield _piece(text[start:end], start, min(over, key=_rank) if over else None)


def _inside(edge: int, marks: Iterable[ShownFinding]) -> bool:
    return any(m.char_start < edge < m.char_end for m in marks)


def _piece(text: str, start: int, mark: ShownFinding | None) -> Piece:
    if mark is None:
        return Piece(text, start)
    return Piece(text, start, mark.key, mark.tone, not mark.passed and not mark.stands, mark.passed)


def _rank(mark: ShownFinding) -> tuple[bool, bool, int]:
    """Faults before proofs, standing before rejected, the shorter first."""
    return mark.passed, not mark.stands, mark.char_end - mark.char_start
