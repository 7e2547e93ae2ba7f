"""A waveform in few numbers: the loudest sample of each short stretch, found while the sound goes by."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.audio.sample_store import Blocks

PER_SECOND, MOST, SCALE = 20, 4000, 100
Samples = npt.NDArray[np.float32]


class Extremes:
    """The lowest and the highest sample of each 1/PER_SECOND second: all that is kept of hours of sound."""

    def __init__(self, rate: int) -> None:
        self._step = rate // PER_SECOND
        self._low: list[Samples] = []
        self._high: list[Samples] = []
        self._rest: Samples | None = None

    def take(self, block: Samples) -> None:
        """Samples of shape (channels, n), in order."""
        whole = block if self._rest is None else np.concatenate([self._rest, block], axis=1)
        steps = whole.shape[1] // self._step
        self._add(whole[:, : steps * self._step].reshape(len(whole), steps, self._step))
        self._rest = whole[:, steps * self._step :].copy()

    def finish(self, whole: Blocks) -> list[list[int]]:
        """For each channel the peaks, 0 to SCALE, of equal stretches, MOST at most; ``whole`` corrects what was
        taken."""
        if self._rest is not None and self._rest.shape[1]:
            self._add(self._rest[:, None, :])
            self._rest = None
        if not self._low:
            return [[0]] * whole.channels
        low, high = np.concatenate(self._low, axis=1), np.concatenate(self._high, axis=1)
        whole.correct(low)
        whole.correct(high)
        loudest = np.maximum(np.abs(low), np.abs(high))
        edges = np.linspace(0, low.shape[1], min(MOST, low.shape[1]), endpoint=False).astype(int)
        loudest = np.maximum.reduceat(loudest, edges, axis=1)
        found: list[list[int]] = np.rint(np.clip(loudest, 0.0, 1.0) * SCALE).astype(int).tolist()
        return found

    def _add(self, stretches: Samples) -> None:
        """Of shape (channels, stretches, samples)."""
        if stretches.shape[1]:
            self._low.append(stretches.min(axis=2))
            self._high.append(stretches.max(axis=2))
