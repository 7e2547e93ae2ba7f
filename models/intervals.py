"""A stretch of time and runs of frames."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, order=True)
class Interval:
    """[start, end) in seconds from the start of the recording."""

    start: float
    end: float

    def __post_init__(self) -> None:
        """Refuse an interval that ends before it starts."""
        if self.end < self.start:
            raise ValueError(f"interval ends before it starts: {self.start} > {self.end}")

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return self.end - self.start

    def overlap(self, other: Interval) -> float:
        """Seconds that both share."""
        return max(0.0, min(self.end, other.end) - max(self.start, other.start))


def runs(mask: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Index ranges [first, last + 1) of the True stretches of a mask (n,)."""
    edges = np.diff(np.concatenate(([0], mask.astype(np.int8), [0])))
    return list(zip(np.flatnonzero(edges == 1).tolist(), np.flatnonzero(edges == -1).tolist(), strict=True))


def close_gaps(mask: npt.NDArray[np.bool_], longest: int) -> npt.NDArray[np.bool_]:
    """Fill the False stretches of at most `longest` frames that lie between two True ones."""
    closed = mask.copy()
    for first, last in runs(~mask):
        if first > 0 and last < len(mask) and last - first <= longest:
            closed[first:last] = True
    return closed
