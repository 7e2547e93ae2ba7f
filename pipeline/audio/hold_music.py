"""Stretches of music or other lasting tones, such as hold music, in one channel.

Notes stay on their pitch for a quarter of a second and more, a speaking voice glides all the time, in Mandarin above
all. So the measure is how much of the sound lies in spectral peaks that do not move. Ring-back bursts fail the
second condition, that tones fill much of the time. Precision comes before recall: singing or drums alone are not found.
"""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray
from scipy.fft import rfft
from scipy.ndimage import binary_dilation, uniform_filter1d

from pipeline.audio.decimate import BLOCK, decimated_block, decimated_size
from pipeline.audio.limits import SAMPLING_RATE
from pipeline.audio.tone_levels import runs
from pipeline.domain.times import Interval

Levels = NDArray[np.float32]
Mask = NDArray[np.bool_]

_LOW_RATE = 8_000
_WINDOW = 1024
_HOP = 256
_STEP = _HOP / _LOW_RATE
_FIRST_BIN, _LAST_BIN = 32, 448
_CHUNK_FRAMES = 250  # what more need at once no longer fits the caches
_BLOCKS_KEPT = 600  # 20 minutes, 40 MB: what is longer is computed twice instead
_NEIGHBOURS = 15
_CONTRAST = 4.0
_STAYS_FOR = (2, 4)
_MARGIN = max(_STAYS_FOR)
_PEAK_REACH = (1, 2)
_HUM_FRAMES = 1_000
_ABOVE_HUM = 8.0

_CONTEXT_SECONDS = 4.0
_SPAN_SECONDS = 5.0
_TONAL_FRAME = 0.1
_TONAL_ENERGY = 0.08
_TONAL_TIME = 0.35
_FAINTEST_DB = -60.0
_BELOW_LOUD_DB = 30.0
_FULL_SCALE_POWER = (_WINDOW / 4) ** 2


def music_spans(samples: NDArray[np.float32]) -> list[Interval]:
    """Music in one channel of shape (n,) at 16 kHz; stretches shorter than 5 s are not reported."""
    if len(samples) < _SPAN_SECONDS * SAMPLING_RATE:
        return []
    frames = _Frames(samples)
    tonal, total = _tonal_power(frames, _hum(frames))
    audible = total > _audible_power(total)
    tones = audible & (tonal > _TONAL_FRAME * total)
    context = round(_CONTEXT_SECONDS / _STEP)
    energy = uniform_filter1d(tonal, context) > _TONAL_ENERGY * uniform_filter1d(total, context)
    lasting = uniform_filter1d(tones.astype(np.float32), context) >= _TONAL_TIME
    spans = [_trim(tones, first, last) for first, last in runs(_widen(energy & lasting, context // 2) & _near(tones))]
    return [span for span in spans if span.duration >= _SPAN_SECONDS]


def music_share(samples: NDArray[np.float32]) -> float:
    """How much of one channel (n,) is music, from 0 to 1."""
    seconds = len(samples) / SAMPLING_RATE
    return sum(span.duration for span in music_spans(samples)) / seconds if seconds else 0.0


def _audible_power(total: Levels) -> float:
    """The least power of a frame that counts: mains hum in a pause is a tone as well."""
    loud = float(np.percentile(total, 95))
    return max(loud * 10 ** (-_BELOW_LOUD_DB / 10), _FULL_SCALE_POWER * 10 ** (_FAINTEST_DB / 10))


def _widen(mask: Mask, frames: int) -> Mask:
    """Each run of context centres, widened to the context it stands for."""
    widened: Mask = binary_dilation(mask, np.ones(2 * frames + 1, bool))
    return widened


def _near(tones: Mask) -> Mask:
    """Frames with a tone within a second, so that a span ends where its tones end."""
    return _widen(tones, round(1.0 / _STEP))


def _trim(tones: Mask, first: int, last: int) -> Interval:
    """The stretch from the first to the last tone in a range of frames."""
    found = np.flatnonzero(tones[first:last])
    if not found.size:
        return Interval(first * _STEP, first * _STEP)
    reach = max(_STAYS_FOR)
    start = max(0, first + int(found[0]) - reach)
    return Interval(round(start * _STEP, 2), round((first + int(found[-1]) + reach) * _STEP, 2))


class _Frames:
    """Overlapping windows of a channel (n,) at 8 kHz, made where they are asked for: hours of sound are not copied."""

    def __init__(self, samples: NDArray[np.float32]) -> None:
        self._samples, self._factor = samples, SAMPLING_RATE // _LOW_RATE
        self._size = decimated_size(samples, self._factor)
        self._blocks: OrderedDict[int, Levels] = OrderedDict()

    def __len__(self) -> int:
        return self._size // _HOP + 1

    def between(self, first: int, last: int) -> Levels:
        """The frames from ``first`` to before ``last``, shape (frames, `_WINDOW`); silent outside the channel."""
        low = self._low(first * _HOP - _WINDOW // 2, (last - first - 1) * _HOP + _WINDOW)
        return np.lib.stride_tricks.sliding_window_view(low, _WINDOW)[::_HOP]

    def every(self, step: int) -> Levels:
        """Each ``step``-th frame."""
        return np.stack([self._low(f * _HOP - _WINDOW // 2, _WINDOW) for f in range(0, len(self), step)])

    def _low(self, start: int, size: int) -> Levels:
        low = np.zeros(size, np.float32)
        begin, end = max(0, start), min(self._size, start + size)
        for block in range(begin // BLOCK, -(-end // BLOCK)):
            first, last = max(begin, block * BLOCK), min(end, (block + 1) * BLOCK)
            low[first - start : last - start] = self._block(block)[first - block * BLOCK : last - block * BLOCK]
        return low

    def _block(self, block: int) -> Levels:
        """Of the lower rate; the last blocks are kept."""
        if block not in self._blocks:
            self._blocks[block] = decimated_block(self._samples, self._factor, block)
            if len(self._blocks) > _BLOCKS_KEPT:
                self._blocks.popitem(last=False)
        return self._blocks[block]


def _power(frames: Levels) -> Levels:
    spectrum = rfft(frames * np.hanning(_WINDOW).astype(np.float32))[:, _FIRST_BIN:_LAST_BIN]
    power: Levels = np.square(spectrum.real)
    power += np.square(spectrum.imag)
    return power


def _hum(frames: _Frames) -> Levels:
    """For each bin, power up to which sound is mains hum or noise: it never stops.

    Zero when what never stops is as loud as all the rest: then it is a tone in its own right.
    """
    sample = _power(frames.every(max(1, len(frames) // _HUM_FRAMES)))
    constant = np.percentile(np.ascontiguousarray(sample.T), 10, axis=1)  # in a row, values are found sooner
    loud = np.percentile(sample.sum(axis=1), 95)
    limit: Levels = (_ABOVE_HUM * constant * (constant.sum() < 0.1 * loud)).astype(np.float32)
    return limit


def _tonal_power(frames: _Frames, hum: Levels) -> tuple[Levels, Levels]:
    """Power in peaks that stay where they are, and all power, for each frame."""
    parts = [_chunk_power(frames, start, hum) for start in range(0, len(frames), _CHUNK_FRAMES)]
    tonal, total = (np.concatenate(column) for column in zip(*parts, strict=True))
    return tonal, total


def _chunk_power(frames: _Frames, start: int, hum: Levels) -> tuple[Levels, Levels]:
    begin = max(0, start - _MARGIN)
    power = _power(frames.between(begin, min(len(frames), start + _CHUNK_FRAMES + _MARGIN)))
    tonal = (power * _lasting_peaks(power, hum)).sum(axis=1)
    wanted = slice(start - begin, start - begin + _CHUNK_FRAMES)
    return tonal[wanted], power.sum(axis=1)[wanted]


def _lasting_peaks(power: Levels, hum: Levels) -> Mask:
    """Bins around peaks that are in the very same place a quarter of a second long."""
    peaks = np.zeros(power.shape, bool)
    peaks[:, 1:-1] = (power[:, 1:-1] > power[:, :-2]) & (power[:, 1:-1] >= power[:, 2:])
    peaks &= power > np.maximum(hum, _CONTRAST * uniform_filter1d(power, _NEIGHBOURS, axis=1))
    lasting = peaks.copy()
    for distance in _STAYS_FOR:
        lasting[distance:] &= peaks[:-distance]
        lasting[:-distance] &= peaks[distance:]
    widened = lasting.copy()
    for distance in _PEAK_REACH:
        widened[:, distance:] |= lasting[:, :-distance]
        widened[:, :-distance] |= lasting[:, distance:]
    return widened
