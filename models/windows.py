"""How speech turns are cut into the windows that Whisper decodes.

A window holds one or more turns of one track, each with a little of the real audio around it, then silence. Whisper
learnt on 30 s windows; it needs some silence after the last word to know that it may stop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.intervals import Interval
from models.loudness import SAMPLING_RATE, Floats


@dataclass(frozen=True)
class WindowOptions:
    """All in seconds: audio per window, real audio kept around a turn (`between` on the side of a
    neighbour, at most half the pause), the longest turn that is not split."""

    longest: float = 12.0
    lead: float = 0.2
    tail: float = 0.2
    between: float = 0.5
    longest_turn: float = 24.0


@dataclass(frozen=True)
class Piece:
    """A stretch of one track that is said by one turn; `turn` and `track` are indices, `cut` includes the padding."""

    track: int
    turn: int
    speech: Interval
    cut: Interval


@dataclass(frozen=True)
class Window:
    """Pieces of one track in order, decoded as one."""

    pieces: tuple[Piece, ...]

    @property
    def duration(self) -> float:
        """Audio in seconds, silence not counted."""
        return sum(piece.cut.duration for piece in self.pieces)

    def speech(self) -> list[Interval]:
        """When, in window time, the speech of each piece sounds."""
        spans = []
        passed = 0.0
        for piece in self.pieces:
            start = passed + piece.speech.start - piece.cut.start
            spans.append(Interval(start, start + piece.speech.duration))
            passed += piece.cut.duration
        return spans

    def recording_time(self, seconds: float) -> float:
        """Map a time inside the window to the recording, kept inside the speech of its piece."""
        passed = 0.0
        for piece in self.pieces:
            if seconds < passed + piece.cut.duration or piece is self.pieces[-1]:
                there = piece.cut.start + seconds - passed
                return min(max(there, piece.speech.start), piece.speech.end)
            passed += piece.cut.duration
        raise ValueError("a window holds at least one piece")


def plan_windows(track: int, samples: Floats, turns: Sequence[Interval], options: WindowOptions) -> list[Window]:
    """Cut the turns of one track (ordered, no overlap) into windows; every turn gets into at least one."""
    pieces = _pieces(track, samples, turns, options)
    windows: list[Window] = []
    group: list[Piece] = []
    for piece in pieces:
        if group and sum(p.cut.duration for p in group) + piece.cut.duration > options.longest:
            windows.append(Window(tuple(group)))
            group = []
        group.append(piece)
    return windows + ([Window(tuple(group))] if group else [])


def single_window(piece: Piece, padding: float) -> Window:
    """A piece alone, cut with other padding: the second look at a text that went wrong."""
    cut = Interval(max(0.0, piece.speech.start - padding), piece.speech.end + padding)
    return Window((Piece(piece.track, piece.turn, piece.speech, cut),))


def cut_audio(window: Window, samples: Floats) -> Floats:
    """The window's audio (n,), one piece after the other."""
    parts = [samples[_sample(p.cut.start) : _sample(p.cut.end)] for p in window.pieces]
    return np.concatenate(parts) if parts else samples[:0]


def _sample(seconds: float) -> int:
    return round(seconds * SAMPLING_RATE)


def _pieces(track: int, samples: Floats, turns: Sequence[Interval], options: WindowOptions) -> list[Piece]:
    total = len(samples) / SAMPLING_RATE
    spans = [(index, part) for index, turn in enumerate(turns) for part in _split_long(turn, samples, options)]
    pieces = []
    for at, (index, span) in enumerate(spans):
        room_before = (span.start - (spans[at - 1][1].end if at else 0.0)) / 2
        room_after = ((spans[at + 1][1].start if at + 1 < len(spans) else total) - span.end) / 2
        lead = min(options.between if at else options.lead, max(0.0, room_before))
        tail = min(options.between if at + 1 < len(spans) else options.tail, max(0.0, room_after))
        cut = Interval(max(0.0, span.start - lead), max(span.start, min(total, span.end + tail)))
        pieces.append(Piece(track, index, span, cut))
    return pieces


def _split_long(turn: Interval, samples: Floats, options: WindowOptions) -> list[Interval]:
    """Split a turn that no window can hold at the quietest moment of its second half-window."""
    parts = []
    while turn.duration > options.longest_turn:
        cut = _quietest(samples, turn.start + options.longest_turn / 2, turn.start + options.longest_turn)
        parts.append(Interval(turn.start, cut))
        turn = Interval(cut, turn.end)
    return [*parts, turn]


def _quietest(samples: Floats, start: float, end: float, width: float = 0.2) -> float:
    stretch = samples[_sample(start) : _sample(end)]
    size = _sample(width)
    if len(stretch) <= size:
        return (start + end) / 2
    energy = np.convolve(stretch.astype(np.float64) ** 2, np.ones(size), "valid")
    return start + int(energy.argmin()) / SAMPLING_RATE + width / 2
