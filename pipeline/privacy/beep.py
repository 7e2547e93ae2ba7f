"""Personal data in sound: a tone instead of the words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from pipeline.domain.call import Utterance
from pipeline.domain.times import Interval, Seconds, merge
from pipeline.privacy.kinds import Kinds
from pipeline.privacy.spans import Span

TONE_HZ, LOUDNESS = 1000.0, 0.2
FADE: Seconds = 0.005
MARGIN: Seconds = 0.2  # a recogniser's times are not exact
MARGIN_WITHOUT_ANCHORS: Seconds = 0.8  # times interpolated over a whole utterance are less so,
DRIFT_WITHOUT_ANCHORS = 0.15  # and the longer it is, the less: a share of its length


def intervals(utterances: Iterable[Utterance], spans: Mapping[int, Sequence[Span]], kinds: Kinds) -> list[Interval]:
    """When the personal data of ``kinds`` is spoken, with a margin; sorted and disjoint."""
    found = []
    for spoken in utterances:
        drift = DRIFT_WITHOUT_ANCHORS * (spoken.end - spoken.start)
        margin = MARGIN if spoken.anchors else max(MARGIN_WITHOUT_ANCHORS, drift)
        for span in (s for s in spans.get(spoken.index, ()) if s.kind in kinds):
            start, end = spoken.time_at(span.start) - margin, spoken.time_at(span.end) + margin
            start, end = max(start, spoken.start - MARGIN, 0.0), min(end, spoken.end + MARGIN)
            found.append(Interval(start, max(start, end)))
    return merge(found)


def beep(samples: npt.NDArray[np.float32], rate: int, hidden: Iterable[Interval]) -> npt.NDArray[np.float32]:
    """A copy of ``samples`` (channels, n) with a 1 kHz tone, in all channels, wherever something is ``hidden``."""
    covered = samples.copy()
    for interval in hidden:
        first, last = max(0, int(interval.start * rate)), min(samples.shape[-1], int(np.ceil(interval.end * rate)))
        if first < last:
            covered[..., first:last] = _tone(last - first, rate)
    return covered


def _tone(count: int, rate: int) -> npt.NDArray[np.float32]:
    seconds = np.arange(count) / rate
    fade = np.minimum(1.0, np.minimum(seconds, seconds[::-1]) / FADE)
    return (LOUDNESS * fade * np.sin(2 * np.pi * TONE_HZ * seconds)).astype(np.float32)
