"""How alike the two channels of a recording are, block by block."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, rfft

from pipeline.audio.limits import SAMPLING_RATE
from pipeline.audio.speech_band import in_speech_band

_BLOCK = SAMPLING_RATE
_MOST_BLOCKS = 240
_BATCH = 16
_LAG = SAMPLING_RATE // 2
_FFT = 24_576  # holds a block and the longest lag: of what is looked at, nothing wraps around
_LOUDER_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Likeness:
    """For each examined second: correlation at the best lag (0 to 1) and level of channel 1 over channel 0 (dB)."""

    correlation: NDArray[np.float64]
    level_difference: NDArray[np.float64]


def likeness(samples: NDArray[np.float32], levels: NDArray[np.float32], active_db: float) -> Likeness:
    """Compare the loud seconds of a stereo recording, evenly chosen; lags of up to half a second are allowed.

    `samples` (2, n) at 16 kHz; `levels` is the louder channel's level for each 20 ms; seconds below `active_db` are
    left out.
    """
    chosen = _loud_seconds(levels, active_db)
    found = [_compare(samples, chosen[first : first + _BATCH]) for first in range(0, len(chosen), _BATCH)]
    if not found:
        return Likeness(np.empty(0), np.empty(0))
    return Likeness(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _loud_seconds(levels: NDArray[np.float32], active_db: float) -> NDArray[np.intp]:
    """Numbers of the louder active seconds: in the faint ones, line noise hides how alike the channels are."""
    per_block = _BLOCK // 320
    count = len(levels) // per_block
    peaks = levels[: count * per_block].reshape(count, per_block).max(axis=1, initial=-np.inf)
    active = peaks[peaks >= active_db]
    if not active.size:
        return np.empty(0, np.intp)
    loud = np.flatnonzero(peaks >= np.quantile(active, 1 - _LOUDER_SHARE))
    return loud[np.unique(np.linspace(0, len(loud) - 1, min(len(loud), _MOST_BLOCKS)).astype(np.intp))]


def _compare(samples: NDArray[np.float32], blocks: NDArray[np.intp]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    cut = np.stack([samples[:, block * _BLOCK : (block + 1) * _BLOCK] for block in blocks])
    band = in_speech_band(cut)
    energy = np.square(band).sum(axis=2) + 1e-12
    spectra = rfft(band, _FFT)
    products = irfft(spectra[:, 0] * spectra[:, 1].conj(), _FFT)
    nearby = np.abs(np.concatenate((products[:, : _LAG + 1], products[:, -_LAG:]), axis=1))
    correlation = nearby.max(axis=1) / np.sqrt(energy[:, 0] * energy[:, 1])
    return correlation, 10 * np.log10(energy[:, 1] / energy[:, 0])
