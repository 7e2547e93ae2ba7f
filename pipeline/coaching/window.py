"""How much of a call a clip shows: the sentence and what leads to it, no more than an ear takes in at once."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.domain.call import Utterance
from pipeline.domain.times import Interval, Seconds

LONGEST: Seconds = 20.0
MARGIN: Seconds = 0.3  # so that no first or last syllable is cut


def window(utterances: Sequence[Utterance], said: Interval, longest: Seconds = LONGEST) -> Interval:
    """The stretch around ``said``: its own utterance, and the ones before and after as long as all of it fits."""
    own = [u for u in utterances if u.start < said.end and said.start < u.end] or _nearest(utterances, said)
    if not own:
        return _within(said, longest)
    start, end = min(u.start for u in own), max(u.end for u in own)
    if end - start > longest:
        return _within(said, longest)
    before = max((u for u in utterances if u.start < start), key=lambda u: u.start, default=None)
    after = min((u for u in utterances if u.end > end and u.start >= start), key=lambda u: u.start, default=None)
    if before is not None and end - before.start <= longest:  # what came before explains more than what follows
        start = before.start
    if after is not None and after.end - start <= longest:
        end = after.end
    return _padded(Interval(start, end))


def inside(utterances: Sequence[Utterance], clip: Interval) -> list[Utterance]:
    """What is said in the clip, for the most part."""
    return [u for u in utterances if u.interval.overlap(clip) > 0.5 * min(u.interval.duration, clip.duration)]


def _nearest(utterances: Sequence[Utterance], said: Interval) -> list[Utterance]:
    return sorted(utterances, key=lambda u: abs(u.start - said.start))[:1]


def _within(said: Interval, longest: Seconds) -> Interval:
    """The middle of something that is too long, or a short stretch with room around it."""
    centre = (said.start + said.end) / 2
    half = min(longest, max(said.duration + 4.0, 6.0)) / 2
    return Interval(max(0.0, centre - half), centre + half)


def _padded(clip: Interval) -> Interval:
    return Interval(max(0.0, clip.start - MARGIN), clip.end + MARGIN)
