"""Bursts of a known tone in a signal, whatever else is in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.fft import rfft

from pipeline.audio.cadence import Cadence
from pipeline.audio.decimate import decimate
from pipeline.audio.limits import SAMPLING_RATE
from pipeline.domain.times import Interval

Levels = NDArray[np.float32]
Mask = NDArray[np.bool_]

_LOW_RATE = 2_000
_WINDOW = 128
_HOP = 20
_FFT = 256
_HERTZ_PER_BIN = _LOW_RATE / _FFT
_CHUNK_SECONDS = 600
_TOGETHER = 1_000  # frames; what more need at once no longer fits the caches

#: Seconds between two levels.
STEP = _HOP / _LOW_RATE

_PURE = 2.0
_FAINTEST = 1e-3
_SHORTEST = 0.15
_BRIDGED = 0.06
_PURE_SHARE = 0.5
_STEADY_HERTZ = 10.0
_STEADY_DB = 3.0


@dataclass(frozen=True, slots=True)
class ToneLevels:
    """Power of the tone, power of everything else below 1 kHz, and the tone's frequency (hertz), every `STEP` s."""

    tone: Levels
    rest: Levels
    frequency: Levels

    def mean_tone(self, where: Interval) -> float:
        """Mean power of the tone in a stretch; 0.0 outside the recording."""
        return _mean(self.tone, where)

    def mean_rest(self, where: Interval) -> float:
        """Mean power of the rest in a stretch; 0.0 outside the recording."""
        return _mean(self.rest, where)


def _mean(levels: Levels, where: Interval) -> float:
    part = levels[max(0, round(where.start / STEP)) : max(0, round(where.end / STEP))]
    return float(part.mean()) if part.size else 0.0


def tone_levels(samples: NDArray[np.float32], cadence: Cadence) -> ToneLevels:
    """Levels of one channel at 16 kHz, shape (n,)."""
    size = _CHUNK_SECONDS * SAMPLING_RATE
    parts = [_chunk_levels(samples, start, size, cadence) for start in range(0, max(1, len(samples)), size)]
    return ToneLevels(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _chunk_levels(
    samples: NDArray[np.float32], start: int, size: int, cadence: Cadence
) -> tuple[Levels, Levels, Levels]:
    """Levels of one chunk; a margin on both sides makes the chunks join without a seam."""
    margin = SAMPLING_RATE // 5
    before, after = min(margin, start), min(margin, max(0, len(samples) - start - size))
    low = decimate(samples[start - before : start + size + after], SAMPLING_RATE // _LOW_RATE)
    frames = np.lib.stride_tricks.sliding_window_view(np.pad(low, _WINDOW // 2), _WINDOW)[::_HOP]
    first = round(before / SAMPLING_RATE / STEP)
    count = round(min(size, len(samples) - start) / SAMPLING_RATE / STEP)
    frames, bands = frames[first : first + count], _bands(cadence)
    sums = [_sums(frames[i : i + _TOGETHER], bands) for i in range(0, max(1, len(frames)), _TOGETHER)]
    tone, rest, weighted = np.concatenate(sums).T
    return tone, rest, weighted / np.maximum(tone, 1e-12)


def _sums(frames: Levels, bands: Levels) -> Levels:
    """What each column of ``bands`` (frequencies, 3) makes of the power of each frame."""
    spectrum = rfft(frames * np.hanning(_WINDOW).astype(np.float32), _FFT)
    power = np.square(spectrum.real)
    power += np.square(spectrum.imag)
    sums: Levels = power @ bands
    return sums


def _bands(cadence: Cadence) -> Levels:
    """Columns that add up the tone's power, all other power, and the tone's power times its frequency."""
    hertz = np.arange(_FFT // 2 + 1) * _HERTZ_PER_BIN
    spread = 2 * _LOW_RATE / _WINDOW
    near = np.zeros(len(hertz), bool)
    for frequency in cadence.frequencies:
        near |= np.abs(hertz - frequency) <= cadence.frequency_tolerance + spread
    heard = (hertz >= 200) & (hertz <= 950)
    return np.column_stack([near, heard & ~near, near * hertz]).astype(np.float32)


def tone_bursts(tones: ToneLevels, cadence: Cadence) -> list[Interval]:
    """Stretches in which the tone sounds, steady in level and frequency; noise and speech may lie over it."""
    pure = (tones.tone > _PURE * tones.rest) & (tones.tone > _FAINTEST)
    seeds = [run for run in runs(pure) if run[1] - run[0] >= _SHORTEST / STEP]
    if not seeds:
        return []
    loudness = float(np.median(np.concatenate([tones.tone[a:b] for a, b in seeds])))
    sounding = _bridge(tones.tone > loudness / 4, round(_BRIDGED / STEP))
    return [
        Interval(first * STEP, last * STEP)
        for first, last in runs(sounding)
        if last - first >= _SHORTEST / STEP and _is_tone(tones, pure, slice(first, last), cadence)
    ]


def _is_tone(tones: ToneLevels, pure: Mask, where: slice, cadence: Cadence) -> bool:
    clean = pure[where]
    if clean.mean() < _PURE_SHARE:
        return False
    frequency = tones.frequency[where][clean]
    level = 10 * np.log10(tones.tone[where][clean])
    middle = float(np.mean(cadence.frequencies))
    # The edges of a burst rise and fall within one window; only its body has to be steady.
    low, high = np.percentile(level, [25, 90])
    on_pitch = abs(float(np.median(frequency)) - middle) <= cadence.frequency_tolerance
    return bool(on_pitch and np.ptp(np.percentile(frequency, [15, 85])) <= _STEADY_HERTZ and high - low <= _STEADY_DB)


def runs(mask: Mask) -> list[tuple[int, int]]:
    """Index ranges `[first, last)` in which a mask is true."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.astype(np.int8), [0]))))
    return [(int(first), int(last)) for first, last in zip(edges[::2], edges[1::2], strict=True)]


def _bridge(mask: Mask, longest: int) -> Mask:
    """The mask with false stretches of up to `longest` between true ones filled."""
    filled = mask.copy()
    for first, last in runs(~mask):
        if first > 0 and last < len(mask) and last - first <= longest:
            filled[first:last] = True
    return filled
