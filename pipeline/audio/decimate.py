"""A lower sampling rate by an integer factor, as products of matrices: many times quicker than filtering tap by tap."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_ZERO_CROSSINGS = 10  # of the low pass, on each side
_KAISER_BETA = 5.0
_TOGETHER = 32  # outputs that one row of the product gives
_ROWS = 512  # at once: what more need no longer fits the caches
BLOCK = _ROWS * _TOGETHER  # outputs


def decimate(samples: Floats, factor: int) -> Floats:
    """Every ``factor``-th sample of a low-passed signal (n,), shape (ceil(n / factor),); outside it is silent."""
    low = np.empty(decimated_size(samples, factor), np.float32)
    for first in range(0, low.size, BLOCK):
        low[first : first + BLOCK] = decimated_block(samples, factor, first // BLOCK)
    return low


def decimated_size(samples: Floats, factor: int) -> int:
    return -(-samples.size // factor)


def decimated_block(samples: Floats, factor: int, block: int) -> Floats:
    """The values ``block * BLOCK`` to before ``(block + 1) * BLOCK`` of :func:`decimate`, to the last bit."""
    wanted = min(BLOCK, decimated_size(samples, factor) - block * BLOCK)
    step, half = _TOGETHER * factor, _low_pass(factor).size // 2
    rows = -(-wanted // _TOGETHER)
    start = block * _ROWS * step - half
    padded = np.zeros((rows - 1) * step + _span(factor), np.float32)
    first, last = max(0, start), min(samples.size, start + padded.size)
    padded[first - start : last - start] = samples[first:last]
    windows = np.lib.stride_tricks.sliding_window_view(padded, _span(factor))[::step]
    low: Floats = np.ascontiguousarray(windows) @ _shifted(factor)
    return low.ravel()[:wanted]


def _span(factor: int) -> int:
    """Samples that the outputs of one row depend on."""
    return (_TOGETHER - 1) * factor + _low_pass(factor).size


@cache
def _low_pass(factor: int) -> NDArray[np.float64]:
    """A windowed sinc that ends at the new rate's half; a constant stays what it is."""
    half = _ZERO_CROSSINGS * factor
    taps = np.sinc(np.arange(-half, half + 1) / factor) * np.kaiser(2 * half + 1, _KAISER_BETA)
    normed: NDArray[np.float64] = taps / taps.sum()
    return normed


@cache
def _shifted(factor: int) -> Floats:
    """The low pass once for each output of a row, shape (span, outputs)."""
    taps = _low_pass(factor)
    matrix = np.zeros((_span(factor), _TOGETHER), np.float32)
    for output in range(_TOGETHER):
        matrix[output * factor : output * factor + taps.size, output] = taps
    return matrix
