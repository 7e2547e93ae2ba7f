"""A waveform in few numbers: the loudest sample of each short stretch."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

PER_SECOND, MOST, SCALE = 20, 4000, 100


def peaks(samples: npt.NDArray[np.float32], rate: int) -> list[list[int]]:
    """For each channel the peaks, 0 to 100, of equal stretches: PER_SECOND of them, but MOST at most.

    ``samples`` have the shape (channels, n).
    """
    length = samples.shape[1]
    count = max(1, min(MOST, round(length / rate * PER_SECOND)))
    edges = np.linspace(0, length, count, endpoint=False).astype(int)
    loudest = [np.maximum.reduceat(np.abs(channel), edges) if length else np.zeros(count) for channel in samples]
    return [np.rint(np.clip(channel, 0.0, 1.0) * SCALE).astype(int).tolist() for channel in loudest]
