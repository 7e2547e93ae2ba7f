"""How long it rang: the ring-back tone that a recording holds before the call was answered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.audio.answer_time import answer_time
from pipeline.audio.cadence import GB_T, Cadence
from pipeline.audio.tone_levels import STEP, ToneLevels, tone_bursts, tone_levels
from pipeline.domain.times import Interval

#: A pick-up may cut the last burst down to this; anything shorter is no burst, in seconds.
_SHORTEST = 0.15
#: A single burst shorter than this share of `on` may be any beep.
_LONE_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class RingBack:
    """Rings before the answer; `answered_at` in seconds, 0.0 without rings; `later_tones` ring in a transfer."""

    rings: int
    answered_at: float
    tones: tuple[Interval, ...] = ()
    later_tones: tuple[Interval, ...] = ()


def find_ring_back(samples: NDArray[np.float32], cadence: Cadence = GB_T) -> RingBack:
    """The ring-back tone of a recording; `samples` has shape (channels, n) at 16 kHz."""
    best = RingBack(0, 0.0)
    for channel in samples:
        found = _in_channel(channel, cadence)
        if (found.rings, len(found.later_tones)) > (best.rings, len(best.later_tones)):
            best = found
    return best


def _in_channel(samples: NDArray[np.float32], cadence: Cadence) -> RingBack:
    tones = tone_levels(samples, cadence)
    chains = _chains(tone_bursts(tones, cadence), tones, cadence)
    leading = chains.pop(0) if chains and chains[0][0].start <= cadence.latest_start else []
    later = tuple(burst for chain in chains for burst in chain)
    if not leading:
        return RingBack(0, 0.0, (), later)
    return RingBack(_count(leading, cadence), answer_time(leading[-1], tones, cadence), tuple(leading), later)


def _count(chain: list[Interval], cadence: Cadence) -> int:
    """Bursts from first to last; one that speech covered is counted by its place."""
    return 1 + round((chain[-1].start - chain[0].start) / cadence.period)


def _chains(bursts: list[Interval], tones: ToneLevels, cadence: Cadence) -> list[list[Interval]]:
    """Bursts that follow each other in the cadence; a single one counts only when nothing else could explain it."""
    chains: list[list[Interval]] = []
    rest = list(bursts)
    while rest:
        chain = [rest.pop(0)]
        if not _may_begin(chain[0], cadence):
            continue
        while rest and _whole(chain[-1], cadence) and _follows(chain[-1], rest[0], cadence):
            chain.append(rest.pop(0))
        if len(chain) > 1 or _stands_alone(chain[0], bursts, tones, cadence):
            chains.append(chain)
    return chains


def _whole(burst: Interval, cadence: Cadence) -> bool:
    """Neither too short nor too long; one that the start of the recording cuts counts as whole."""
    shortest = 0.0 if burst.start <= 2 * STEP else cadence.on * (1 - cadence.tolerance) - STEP
    return shortest <= burst.duration <= cadence.on * (1 + cadence.tolerance) + STEP


def _may_begin(burst: Interval, cadence: Cadence) -> bool:
    return _whole(burst, cadence) and burst.duration >= _SHORTEST


def _follows(burst: Interval, following: Interval, cadence: Cadence) -> bool:
    """Whether the next burst comes one period later, or two when one of them was covered."""
    cut_off = max(0.0, cadence.on - burst.duration) if burst.start <= 2 * STEP else 0.0
    periods = (following.start - burst.start + cut_off) / cadence.period
    fits = following.duration <= cadence.on * (1 + cadence.tolerance) + STEP
    return fits and any(abs(periods - count) <= cadence.tolerance * count for count in (1, 2))


def _stands_alone(burst: Interval, bursts: list[Interval], tones: ToneLevels, cadence: Cadence) -> bool:
    """Whether a single burst can be a ring: long enough, no other beeps near it, no music around it."""
    long_enough = burst.duration >= _LONE_SHARE * cadence.on
    crowded = any(0 < abs(other.start - burst.start) < cadence.on + 0.8 * cadence.off for other in bursts)
    level = tones.mean_tone(burst)
    before, after = Interval(burst.start - 0.4, burst.start - 0.05), Interval(burst.end + 0.05, burst.end + 0.3)
    return long_enough and not crowded and max(tones.mean_rest(before), tones.mean_rest(after)) < level / 4
