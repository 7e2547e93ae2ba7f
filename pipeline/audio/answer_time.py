"""When a ringing call was answered.

A pick-up cuts a burst short: then the end of that burst is the answer. After a whole burst the agent may pick up
anywhere in the silence that follows, and often nothing can be heard of it. So, in this order:
1. the last burst is shorter than the cadence: its end;
2. the line's noise is another one from then on (6 dB or more): the moment it changes;
3. otherwise `Cadence.answer_delay` after the last burst, yet never after the first other sound (somebody speaks).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.audio.cadence import Cadence
from pipeline.audio.tone_levels import STEP, Levels, ToneLevels, runs
from pipeline.domain.times import Interval

_SETTLED = 0.06
_NOISE_STEP_DB = 6.0
_SOUND_DB = 12.0
_FAINTEST_SOUND_DB = -25.0
_SOUND_SECONDS = 0.1
_AFTERWARDS = 6.0
_FLOOR = 1e-9


def answer_time(last: Interval, tones: ToneLevels, cadence: Cadence) -> float:
    """Seconds from the start of the recording; `last` is the last burst before the answer."""
    if last.duration < cadence.on * (1 - cadence.tolerance) - STEP:
        return round(last.end, 2)
    quiet = _smooth_db(tones.rest, Interval(last.end + _SETTLED, last.end + cadence.off))
    later = _smooth_db(tones.rest, Interval(last.end + cadence.off, last.end + cadence.off + _AFTERWARDS))
    moment = _noise_step(quiet, later)
    if moment is None:
        moment = min(_first_sound(quiet), cadence.answer_delay - _SETTLED)
    return round(last.end + _SETTLED + moment, 2)


def _smooth_db(levels: Levels, where: Interval) -> NDArray[np.float64]:
    """Levels of a stretch in decibels, averaged over 50 ms."""
    part = levels[max(0, round(where.start / STEP)) : max(0, round(where.end / STEP))]
    if part.size < 5:
        return np.empty(0)
    return 10 * np.log10(np.convolve(part, np.full(5, 0.2), "same") + _FLOOR)


def _noise_step(quiet: NDArray[np.float64], later: NDArray[np.float64]) -> float | None:
    """When the noise floor changes, in seconds from the start of `quiet`; None when it stays."""
    if quiet.size < 100 or later.size < 300:
        return None
    before, after = float(np.percentile(quiet[:25], 20)), float(np.percentile(later, 10))
    if abs(after - before) < _NOISE_STEP_DB:
        return None
    middle = (before + after) / 2
    if after < before:
        below = np.flatnonzero(quiet < middle)
        return float(below[0] * STEP) if below.size else None
    last_low = np.flatnonzero(quiet < middle)
    return float((last_low[-1] + 1) * STEP) if last_low.size else None


def _first_sound(quiet: NDArray[np.float64]) -> float:
    """When something else is first heard, in seconds from the start of `quiet`; infinite when nothing is."""
    if not quiet.size:
        return float("inf")
    loud = quiet > max(float(np.percentile(quiet, 5)) + _SOUND_DB, _FAINTEST_SOUND_DB)
    starts = (first for first, last in runs(loud) if last - first >= _SOUND_SECONDS / STEP)
    return next((first * STEP for first in starts), float("inf"))
