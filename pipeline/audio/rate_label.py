"""Whether a recording plays at twice its speed: 8 kHz sound with a 16 kHz label.

A telephone line passes 300-3400 Hz. Played twice as fast that band lies at 600-6800 Hz, and no voice has nothing below
600 Hz. Only this clear picture is reported; a recording that fits it half-way is left alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.audio.limits import SAMPLING_RATE

_FRAME = 1024
_MOST_FRAMES = 4000
_LOUDEST_SHARE = 0.3
_QUIETEST_SHARE = 0.15
_DEEP = 100.0
_WELL_FILLED = 200.0


def plays_too_fast(samples: NDArray[np.float32], rate_claimed: int) -> bool:
    """Whether one channel (n,) at 16 kHz is surely 8 kHz sound labelled `rate_claimed` hertz."""
    if rate_claimed < SAMPLING_RATE or len(samples) < 5 * SAMPLING_RATE:
        return False
    spectrum = _loud_spectrum(samples)
    body = _mean(spectrum, 800, 2000)
    if body < 1e-9:
        return False
    nothing_low = _mean(spectrum, 120, 450) * _DEEP < body
    filled = _mean(spectrum, 4500, 6300) * _WELL_FILLED > body
    nothing_high = _mean(spectrum, 7200, 7900) * _DEEP < _mean(spectrum, 4500, 6300)
    return nothing_low and filled and nothing_high


def _loud_spectrum(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """Power spectrum of the loud frames, less the noise that the quiet frames show."""
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
    frames = frames[:: max(1, len(frames) // _MOST_FRAMES)]
    energy = np.square(frames).sum(axis=1)
    loud = frames[energy >= np.quantile(energy, 1 - _LOUDEST_SHARE)]
    quiet = frames[energy <= np.quantile(energy, _QUIETEST_SHARE)]
    return np.maximum(_power(loud) - _power(quiet), 0.0)


def _power(frames: NDArray[np.float32]) -> NDArray[np.float64]:
    power: NDArray[np.float64] = (np.abs(np.fft.rfft(frames * np.hanning(_FRAME))) ** 2).mean(axis=0)
    return power


def _mean(spectrum: NDArray[np.float64], low: float, high: float) -> float:
    per_bin = SAMPLING_RATE / _FRAME
    return float(spectrum[round(low / per_bin) : round(high / per_bin)].mean())
