"""Level and tonality of each 10 ms frame inside the telephone band."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.fft import rfft

from models.errors import BadSamples

SAMPLING_RATE = 16_000
HOP_SAMPLES = 160
HOP = HOP_SAMPLES / SAMPLING_RATE
WINDOW_SAMPLES = 400
FFT_SIZE = 512
BIN_HZ = SAMPLING_RATE / FFT_SIZE
BAND = slice(10, 109)  # 312 to 3400 Hz in bins of 31.25 Hz
FLOOR_PERCENTILE = 10
QUIETEST_DB = -90.0
BLOCK_FRAMES = 500  # 5 s at a time: what more need no longer fits the caches

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Loudness:
    """Per frame (n,): level in dB, above the noise floor and without it, share of the level in one narrow peak (0..1),
    and the frequency of that peak in Hz."""

    level_db: Floats
    above_noise_db: Floats
    net_db: Floats
    tonality: Floats
    peak_hz: Floats

    def over(self, floor_db: float) -> Loudness:
        """The same above another noise floor."""
        return replace(self, above_noise_db=self.level_db - np.float32(floor_db))


def check_samples(samples: npt.NDArray[np.generic]) -> None:
    """Refuse anything but a one-dimensional float32 array."""
    if samples.ndim != 1 or samples.dtype != np.float32:
        raise BadSamples(f"{samples.dtype} {samples.shape}")


def loudness(samples: Floats) -> Loudness:
    """Measure samples (n,) float32 at 16 kHz; the noise floor is a low percentile of the whole recording."""
    check_samples(samples)
    power, tonality, peak_hz = _band_power(samples)
    smooth = np.convolve(power, np.ones(3, np.float32) / 3, "same").astype(np.float32)
    floor = np.full(1, np.percentile(smooth, FLOOR_PERCENTILE), np.float32)
    level = _db(smooth)
    return Loudness(level, level - _db(floor), _db(smooth - floor), tonality, peak_hz)


def _db(power: Floats) -> Floats:
    return (10 * np.log10(np.maximum(power, 10 ** (QUIETEST_DB / 10)))).astype(np.float32)


def _band_power(samples: Floats) -> tuple[Floats, Floats, Floats]:
    padded = np.pad(samples, WINDOW_SAMPLES // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW_SAMPLES)[::HOP_SAMPLES]
    window = np.hanning(WINDOW_SAMPLES).astype(np.float32)
    blocks = [_spectrum(frames[i : i + BLOCK_FRAMES] * window) for i in range(0, len(frames), BLOCK_FRAMES)]
    power, tonality, peak_hz = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    return power, tonality, peak_hz


def _spectrum(frames: Floats) -> tuple[Floats, Floats, Floats]:
    values = rfft(frames, FFT_SIZE)[:, BAND]
    spectrum = (np.square(values.real) + np.square(values.imag)).astype(np.float32)
    total = spectrum.sum(axis=1) + np.float32(1e-12)
    peak = spectrum.argmax(axis=1)
    near = np.clip(peak[:, None] + np.arange(-2, 3), 0, spectrum.shape[1] - 1)
    tonality = np.take_along_axis(spectrum, near, axis=1).sum(axis=1) / total
    return total / spectrum.shape[1], tonality, ((peak + BAND.start) * BIN_HZ).astype(np.float32)
