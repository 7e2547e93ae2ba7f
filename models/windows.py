"""How speech turns are cut into the windows that Whisper decodes.

A window is one stretch of real audio with one or more turns of one track and the pauses between them; silence is
appended when it is decoded. Whisper learnt on 30 s windows; it needs some silence after the last word to know that it
may stop, and what was said just before helps it as much as it helps people.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np

from models.intervals import Interval
from models.loudness import SAMPLING_RATE, Floats


@dataclass(frozen=True)
class WindowOptions:
    """All in seconds: the longest window from its first word to its last, the longest pause inside a window, real
    audio kept before and after it (at most half the pause to the neighbour), the longest turn that is not split."""

    longest: float = 12.0
    longest_pause: float = 3.0
    around: float = 0.5
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
    """Neighbouring pieces of one track in order of their start, decoded as one; each begins where the last one ends."""

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
    """Cut one track into windows; `turns` are ordered by start and may overlap. Each turn gets into at least one."""
    spans = [(index, part) for index, turn in enumerate(turns) for part in _split_long(turn, samples, options)]
    groups: list[list[tuple[int, Interval]]] = []
    for index, span in spans:
        if groups and _belongs(span, [s for _, s in groups[-1]], options):
            groups[-1].append((index, span))
        else:
            groups.append([(index, span)])
    edges = _edges(groups, len(samples) / SAMPLING_RATE, options)
    return [_window(track, group, edge) for group, edge in zip(groups, edges, strict=True)]


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


def _belongs(span: Interval, group: Sequence[Interval], options: WindowOptions) -> bool:
    pause = span.start - max(s.end for s in group)
    return span.end - group[0].start <= options.longest and pause <= options.longest_pause


def _edges(groups: Sequence[Sequence[tuple[int, Interval]]], total: float, options: WindowOptions) -> list[Interval]:
    """Where the audio of each group begins and ends."""
    starts = [group[0][1].start for group in groups]
    ends = [max(span.end for _, span in group) for group in groups]
    befores = [max(0.0, (start - end) / 2) for start, end in zip(starts, [-math.inf, *ends], strict=False)]
    afters = [*befores, math.inf][1:]
    return [
        Interval(max(0.0, start - min(options.around, before)), max(end, min(total, end + min(options.around, after))))
        for start, end, before, after in zip(starts, ends, befores, afters, strict=True)
    ]


def _window(track: int, group: Sequence[tuple[int, Interval]], edge: Interval) -> Window:
    """The audio is shared out in the middle of each pause."""
    cuts = [edge.start, *((a.end + b.start) / 2 for (_, a), (_, b) in pairwise(group)), edge.end]
    cuts = list(accumulate(cuts, max))
    audio = [Interval(start, end) for start, end in pairwise(cuts)]
    return Window(tuple(Piece(track, n, span, cut) for (n, span), cut in zip(group, audio, strict=True)))


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
