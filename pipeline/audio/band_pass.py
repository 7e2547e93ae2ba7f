"""A Butterworth band-pass, computed block by block as products of matrices: several times quicker than step by step.

Its answer to an impulse is a sum of decaying oscillations, one for each pole. So what a block hears of the blocks
before it is one number for each pole, and all else is a product of the block with a table.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.audio.limits import SAMPLING_RATE

Floats = NDArray[np.float32]
Complex = NDArray[np.complex128]
Complex64 = NDArray[np.complex64]

_BLOCK = 64
_ROWS = 1_024  # blocks at once: what more need no longer fits the caches
_FORGOTTEN = 1e-8  # what is left of an oscillation when it no longer counts


@dataclass(frozen=True, slots=True)
class _Tables:
    """Of each of the six poles, real and imaginary parts in turn.

    ``left`` (samples, 12): what a block leaves behind it; ``heard`` (samples + 12, samples): what a block makes of
    itself and of that; ``fading`` (blocks, 6), complex: what is left of that one block later, two blocks later, ….
    """

    left: Floats
    heard: Floats
    fading: Complex64


def band_pass(samples: Floats, low: float, high: float) -> Floats:
    """Samples (..., n) at 16 kHz through a band-pass of third order from ``low`` to ``high`` hertz, silent before."""
    tables = _tables(low, high)
    filtered = np.empty(samples.shape, np.float32)
    for place in np.ndindex(samples.shape[:-1]):
        _filter(samples[place], tables, filtered[place])
    return filtered


def _filter(samples: Floats, tables: _Tables, filtered: Floats) -> None:
    """Filter samples (n,) into ``filtered`` (n,), some blocks at a time."""
    known = np.empty((_ROWS, len(tables.heard)), np.float32)  # samples of a block, and what it hears of those before
    product = np.empty((_ROWS, _BLOCK), np.float32)
    left = np.zeros((len(tables.fading), tables.left.shape[1] // 2), np.complex64)
    for start in range(0, samples.size, _ROWS * _BLOCK):
        part = samples[start : start + _ROWS * _BLOCK]
        blocks = _in_blocks(part, known)
        left = np.concatenate([left[-len(tables.fading) :], (blocks[:, :_BLOCK] @ tables.left).view(np.complex64)])
        blocks[:, _BLOCK:] = _before(left, tables.fading).view(np.float32)
        np.matmul(blocks, tables.heard, out=product[: len(blocks)])
        filtered[start : start + part.size] = product.ravel()[: part.size]


def _in_blocks(samples: Floats, known: Floats) -> Floats:
    """The rows of ``known`` that samples (n,) fill, the last one with silence."""
    whole, rest = divmod(samples.size, _BLOCK)
    known[:whole, :_BLOCK] = samples[: whole * _BLOCK].reshape(whole, _BLOCK)
    if rest:
        known[whole, :_BLOCK] = 0
        known[whole, :rest] = samples[whole * _BLOCK :]
    return known[: whole + bool(rest)]


def _before(left: Complex64, fading: Complex64) -> Complex64:
    """From what blocks leave (earlier ones and n, poles): what the n hear of all before them."""
    count = len(left) - len(fading)
    heard = np.zeros((count, left.shape[1]), np.complex64)
    for distance, factors in enumerate(fading, start=1):
        heard += left[len(fading) - distance :][:count] * factors
    return heard


@cache
def _tables(low: float, high: float) -> _Tables:
    poles, shares, direct = _design(low, high)
    times = np.arange(_BLOCK)
    impulse = (shares * poles ** times[:, None]).sum(axis=1).real
    impulse[0] += direct
    since = np.subtract.outer(times, times).T
    own = np.where(since >= 0, impulse[since], 0.0)
    earlier = _pairs((shares * poles ** (times[:, None] + 1)).conj()).T  # conj: a real part is all that is wanted
    blocks = 1 + int(np.log(_FORGOTTEN) / np.log(np.abs(poles).max()) / _BLOCK)
    fading = (poles ** (_BLOCK * np.arange(blocks)[:, None])).astype(np.complex64)
    heard = np.concatenate([own.astype(np.float32), earlier])
    return _Tables(_pairs(poles ** (_BLOCK - 1 - times[:, None])), heard, fading)


def _pairs(table: Complex) -> Floats:
    """(samples, 6) complex as (samples, 12) real: real and imaginary parts in turn."""
    return np.ascontiguousarray(table.astype(np.complex64)).view(np.float32)


def _design(low: float, high: float) -> tuple[Complex, Complex, float]:
    """The six poles, the share of each in the impulse response, and what passes at once.

    Textbook: poles on a circle, moved to the band, then to discrete time by the bilinear transform.
    """
    below, above = (2 * np.tan(np.pi * hz / SAMPLING_RATE) for hz in (low, high))
    width, middle = above - below, np.sqrt(above * below)
    prototype = -np.exp(1j * np.pi * np.array([-2, 0, 2]) / 6) * width / 2
    root = np.sqrt(prototype**2 - middle**2)
    analog = np.concatenate([prototype + root, prototype - root])
    poles = (2 + analog) / (2 - analog)
    gain = float((width**3 * 8 / np.prod(2 - analog)).real)
    shares = np.array([_share(pole, poles, gain) for pole in poles])
    return poles, shares, float(gain * (-1.0 / np.prod(poles)).real)


def _share(pole: complex, poles: Complex, gain: float) -> complex:
    """The residue at one pole; three zeros lie at 1 and three at -1."""
    others = poles[poles != pole]
    return complex(gain * (1 - pole**-2) ** 3 / np.prod(1 - others / pole))
