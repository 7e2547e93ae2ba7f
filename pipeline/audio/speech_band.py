"""Levels of the band in which telephone speech lies and ring-back tones do not."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.audio.band_pass import band_pass
from pipeline.audio.limits import SAMPLING_RATE

_BAND = (600.0, 3400.0)
_CHUNK = 300 * SAMPLING_RATE
_SILENT_DB = -100.0
_FRAME = SAMPLING_RATE // 50

#: Seconds between two levels.
FRAME_SECONDS = _FRAME / SAMPLING_RATE


def in_speech_band(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Samples (..., n) at 16 kHz, limited to 600-3400 Hz."""
    return band_pass(samples, *_BAND)


def band_levels(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Decibels below full scale of every 20 ms of one channel, shape (n,) to (n // 320,)."""
    parts = [_levels(in_speech_band(samples[start : start + _CHUNK])) for start in range(0, len(samples), _CHUNK)]
    return np.concatenate(parts) if parts else np.empty(0, np.float32)


def _levels(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    whole = len(samples) // _FRAME * _FRAME
    power = np.square(samples[:whole]).reshape(-1, _FRAME).mean(axis=1)
    decibels: NDArray[np.float32] = (10 * np.log10(power + 10 ** (_SILENT_DB / 10))).astype(np.float32)
    return decibels
