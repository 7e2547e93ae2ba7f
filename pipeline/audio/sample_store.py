"""Decoded samples as they come in, in blocks: kept, so that they are in memory once, or passed on and forgotten."""

from __future__ import annotations

import os
from collections.abc import Callable
from tempfile import TemporaryFile

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

_BLOCK = 1 << 20
_MOST_IN_MEMORY = 60 * _BLOCK  # samples: about 30 minutes of two channels
LOUDEST = 1.5  # from here on the whole recording is made softer
SMALL_OFFSET = 0.0005


class Blocks:
    """Cuts samples of shape (channels, n) into blocks for ``take``; NaN and infinity become 0 and are counted."""

    def __init__(self, channels: int, take: Callable[[Samples], None]) -> None:
        self.channels = channels
        self.length = 0
        self.invalid = 0
        self.peak = 0.0
        self._take = take
        self._sums = np.zeros(channels)
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
                self.close_block()
        self.length += samples.shape[1]

    def append_silence(self, count: int) -> None:
        """Add `count` zero samples in every channel."""
        zeros = np.zeros((self.channels, min(count, _BLOCK)), np.float32)
        while count > 0:
            self.append(zeros[:, :count])
            count -= zeros.shape[1]

    def close_block(self) -> None:
        """Pass on what there is; also at the end."""
        block = self._block[:, : self._used]
        bad = ~np.isfinite(block)
        if bad.any():
            self.invalid += int(np.count_nonzero(bad))
            block[bad] = 0.0
        if block.size:
            self._sums += block.sum(axis=1, dtype=np.float64)
            self.peak = max(self.peak, float(block.max()), -float(block.min()))
            self._take(block)
        self._block = np.empty((self.channels, _BLOCK), np.float32)
        self._used = 0

    @property
    def scale(self) -> float:
        """What the samples are to be divided by."""
        return self.peak if self.peak > LOUDEST else 1.0

    @property
    def offsets(self) -> NDArray[np.float64]:
        """Mean of each channel, of samples that are divided by ``scale``; known at the end."""
        return self._sums / max(1, self.length) / self.scale

    @property
    def is_right(self) -> bool:
        """Whether nothing is to be corrected; at the end."""
        return self.scale == 1.0 and not np.any(np.abs(self.offsets) > SMALL_OFFSET)

    def correct(self, samples: Samples) -> None:
        """Bring samples (channels, n) within full scale and take their offset out, in place; at the end."""
        if self.scale != 1.0:
            samples /= np.float32(self.scale)
        for channel, offset in zip(samples, self.offsets, strict=True):
            if abs(offset) > SMALL_OFFSET:
                channel -= np.float32(offset)


class SampleStore(Blocks):
    """Collects samples of shape (channels, n): in memory, or, where there are many, in files without a name. The system
    writes those out when memory is short, and they are gone with the process, however it ends."""

    def __init__(self, channels: int) -> None:
        self._full: list[Samples] = []
        super().__init__(channels, self._keep)

    def finish(self) -> Samples:
        """All samples, shape (channels, n); the store is empty afterwards.

        Each block is freed as soon as it is copied, so the peak is one copy and one block.
        """
        self.close_block()
        shape = (self.channels, self.length)
        whole = _on_disk(shape) if self._is_long() else np.empty(shape, np.float32)
        end = self.length
        while self._full:
            block = self._full.pop()
            whole[:, end - block.shape[1] : end] = block
            end -= block.shape[1]
        return whole

    def _keep(self, block: Samples) -> None:
        if self._is_long():
            kept = _on_disk(block.shape)
            kept[:] = block
            block = kept
        self._full.append(block)

    def _is_long(self) -> bool:
        return self.length * self.channels > _MOST_IN_MEMORY


def _on_disk(shape: tuple[int, ...]) -> Samples:
    """Room for samples in a file; in memory where the disk has none."""
    size = int(np.prod(shape)) * np.dtype(np.float32).itemsize
    try:
        with TemporaryFile() as file:
            os.posix_fallocate(file.fileno(), 0, size)  # else a full disk would end the process later, by a signal
            mapped: Samples = np.memmap(file, np.float32, "r+", shape=shape).view(np.ndarray)
            return mapped
    except OSError:
        return np.empty(shape, np.float32)
