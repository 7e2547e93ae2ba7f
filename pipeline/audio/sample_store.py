"""Decoded samples as they come in, in blocks, so that they are in memory once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

_BLOCK = 1 << 20


class SampleStore:
    """Collects samples of shape (channels, n); NaN and infinity become 0 and are counted."""

    def __init__(self, channels: int) -> None:
        self.channels = channels
        self.length = 0
        self.invalid = 0
        self.peak = 0.0
        self._sums = np.zeros(channels)
        self._full: list[Samples] = []
        self._block = np.empty((channels, _BLOCK), np.float32)
        self._used = 0

    def append(self, samples: Samples) -> None:
        """Add samples of shape (channels, n)."""
        start = 0
        while start < samples.shape[1]:
            part = samples[:, start : start + _BLOCK - self._used]
            self._block[:, self._used : self._used + part.shape[1]] = part
            self._used += part.shape[1]
            start += part.shape[1]
            if self._used == _BLOCK:
                self._close_block()
        self.length += samples.shape[1]

    def append_silence(self, count: int) -> None:
        """Add `count` zero samples in every channel."""
        zeros = np.zeros((self.channels, min(count, _BLOCK)), np.float32)
        while count > 0:
            self.append(zeros[:, :count])
            count -= zeros.shape[1]

    def _close_block(self) -> None:
        block = self._block[:, : self._used]
        bad = ~np.isfinite(block)
        if bad.any():
            self.invalid += int(np.count_nonzero(bad))
            block[bad] = 0.0
        if block.size:
            self._sums += block.sum(axis=1, dtype=np.float64)
            self.peak = max(self.peak, float(block.max()), -float(block.min()))
            self._full.append(block)
        self._block = np.empty((self.channels, _BLOCK), np.float32)
        self._used = 0

    def finish(self) -> Samples:
        """All samples, shape (channels, n); the store is empty afterwards.

        Each block is freed as soon as it is copied, so the peak is one copy and one block.
        """
        self._close_block()
        whole = np.empty((self.channels, self.length), np.float32)
        end = self.length
        while self._full:
            block = self._full.pop()
            whole[:, end - block.shape[1] : end] = block
            end -= block.shape[1]
        return whole

    @property
    def offsets(self) -> NDArray[np.float64]:
        """Mean of each channel; call after `finish`."""
        return self._sums / max(1, self.length)
