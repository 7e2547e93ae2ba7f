"""The other side's voice, heard once more and later: line echo is measured and taken out.

On one channel of a recording the other one may sound again, softer, after the way through the line. The echo's path is
the short filter that explains it best, by least squares over the moments in which the other side is loud; what it
predicts is subtracted. Speech of one's own has no part in the other channel and stays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft
from scipy.linalg import solve_toeplitz

from pipeline.audio.limits import SAMPLING_RATE

Samples = NDArray[np.float32]
Spectrum = NDArray[np.complex128]

_BLOCK = SAMPLING_RATE
_MOST_BLOCKS = 45
_EARLIEST, _LATEST = round(0.02 * SAMPLING_RATE), round(0.5 * SAMPLING_RATE)  # sooner is cross-talk, later a repetition
_TAPS_BEFORE, _TAPS = round(0.004 * SAMPLING_RATE), round(0.024 * SAMPLING_RATE)
_FFT = next_fast_len(_BLOCK + _LATEST + _TAPS, real=True)
_STEADY = 1e-3  # of the energy, added so that silent bands stay out of the solution
_EXPLAINED = 0.5  # share of the energy of a block, reached in a quarter of the blocks, from which on it is an echo
_CHUNK = 60 * SAMPLING_RATE


@dataclass(frozen=True, slots=True)
class Echo:
    """The way of one channel's sound into the other: ``delay`` in seconds, ``gain_db`` in decibels, and the filter."""

    delay: float
    gain_db: float
    path: NDArray[np.float64]


def find_echo(own: Samples, other: Samples) -> Echo | None:
    """How ``other`` (n,) sounds again in ``own`` (n,), both at 16 kHz; None where it doesn't."""
    blocks = _loud_blocks(other)
    if not blocks:
        return None
    heard = [own[at : at + _BLOCK + _LATEST + _TAPS].astype(np.float64) for at in blocks]
    sent = [other[at : at + _BLOCK].astype(np.float64) for at in blocks]
    spectra = [rfft(block, _FFT) for block in sent]
    cross, auto = _correlations(spectra, heard)
    delay = _EARLIEST + int(np.abs(cross[_EARLIEST:_LATEST]).argmax())
    first = delay - _TAPS_BEFORE
    auto[0] *= 1 + _STEADY
    taps = solve_toeplitz(auto[:_TAPS], cross[first : first + _TAPS])
    path = np.concatenate((np.zeros(first), taps))
    if _explained(spectra, heard, path, first) < _EXPLAINED:
        return None
    return Echo(delay / SAMPLING_RATE, 10 * float(np.log10(np.square(taps).sum() + 1e-12)), path)


def without_echo(own: Samples, other: Samples, echo: Echo) -> Samples:
    """``own`` (n,) without what ``other`` (n,) left in it."""
    clean = own.copy()
    tail = len(echo.path)
    for start in range(0, len(own), _CHUNK):
        source = other[max(0, start - tail) : start + _CHUNK]
        size = next_fast_len(len(source) + tail, real=True)
        predicted = irfft(rfft(source, size) * rfft(echo.path, size), size)[start - max(0, start - tail) : len(source)]
        clean[start : start + len(predicted)] -= predicted.astype(np.float32)
    return clean


def _loud_blocks(other: Samples) -> list[int]:
    """Where the louder seconds of a channel begin, evenly chosen; none in a channel without sound."""
    count = (len(other) - _LATEST - _TAPS) // _BLOCK
    if count < 1:
        return []
    power = np.square(other[: count * _BLOCK].reshape(count, _BLOCK)).mean(axis=1)
    loud = np.flatnonzero(power >= max(np.quantile(power, 0.95) / 30, 1e-9))
    chosen = (
        loud[np.unique(np.linspace(0, len(loud) - 1, min(len(loud), _MOST_BLOCKS)).astype(int))] if len(loud) else loud
    )
    return [int(block) * _BLOCK for block in chosen]


def _correlations(
    sent: list[Spectrum], heard: list[NDArray[np.float64]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Sums over the blocks: cross-correlation at lags from 0, and autocorrelation of what was sent.

    Each block counts alike by its energy in the echoing channel: one's own loud speech must not drown the echo.
    """
    cross, auto = np.zeros(_FFT), np.zeros(_FFT)
    for a, y in zip(sent, heard, strict=True):
        b = rfft(y, _FFT)
        weight = 1 / (np.square(y).sum() + 1e-9)
        cross += weight * irfft(a.conj() * b, _FFT)
        auto += weight * irfft(a.conj() * a, _FFT)
    return cross, auto


def _explained(sent: list[Spectrum], heard: list[NDArray[np.float64]], path: NDArray[np.float64], first: int) -> float:
    """Share of a block's energy that the path explains in the best quarter of the blocks: there nobody else spoke."""
    shares, filtering = [], rfft(path, _FFT)
    for a, y in zip(sent, heard, strict=True):
        predicted = irfft(a * filtering, _FFT)[first:_BLOCK]
        actual = y[first:_BLOCK]
        shares.append(1 - np.square(actual - predicted).sum() / (np.square(actual).sum() + 1e-12))
    return float(np.quantile(shares, 0.75))
