"""Who speaks when: speech turns with edges good enough to measure response times.

Silero (the ONNX file that faster-whisper ships) says where speech is; it starts some 0.1 s late and misses short words
on a noisy line. So its answer is a seed: the edges follow the level in the telephone band, and with two channels the
weak copy of the other speaker (cross-talk) is gated away by comparing levels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.intervals import Interval, close_gaps, runs
from models.loudness import HOP, SAMPLING_RATE, Floats, Loudness, check_samples, loudness
from models.silero import CONTEXT_SAMPLES, HEARD_SAMPLES, PIECE_SAMPLES, silero

PIECE_SECONDS = PIECE_SAMPLES / SAMPLING_RATE
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class VadOptions:
    """How turns are found; times in seconds, levels in dB."""

    threshold: float = 0.3
    release: float = 0.2
    min_silence: float = 0.35
    min_speech: float = 0.12
    level_above_noise_db: float = 5.0
    bridge: float = 0.2
    longest_extension: float = 1.0
    crosstalk_below_db: float = 12.0
    rescue_probability: float = 0.05
    rescue_above_noise_db: float = 8.0
    rescue_min: float = 0.2
    tone_tonality: float = 0.93
    tone_within_hz: float = 60.0
    tone_share: float = 0.8
    ask_around: float = 1.0
    short_recording: float = 30.0
    crowded_share: float = 0.8
    silent_probability: float = 0.1
    speech_over_noise_db: float = 30.0


DEFAULT = VadOptions()


def speech_turns(samples: Floats, options: VadOptions = DEFAULT) -> list[Interval]:
    """Turns in one channel (n,) float32 at 16 kHz, in order, without overlap."""
    if len(samples) == 0:
        return []
    sound = loudness(samples)
    nowhere = np.zeros(len(sound.level_db), bool)
    probability = _probability(samples, _near_sound(sound, options))
    return _turns(_over_noise(sound, probability, options), probability, nowhere, options)


def speech_turns_stereo(channels: Sequence[Floats], options: VadOptions = DEFAULT) -> list[list[Interval]]:
    """Turns in each of two channels, cross-talk of the other channel left out."""
    if len(channels) != 2 or min(len(channel) for channel in channels) == 0:
        return [speech_turns(channel, options) for channel in channels]
    sounds = [loudness(channel) for channel in channels]
    result = []
    for own, channel in enumerate(channels):
        leak = _leak(sounds[own], sounds[1 - own], options)
        probability = _probability(channel, _near_sound(sounds[own], options))
        result.append(_turns(_over_noise(sounds[own], probability, options), probability, leak, options))
    return result


def _near_sound(sound: Loudness, options: VadOptions) -> Mask:
    """Frames up to `ask_around` seconds from a loud one. Elsewhere no turn can be, whatever Silero says.

    A short recording may be speech from end to end: it tells nothing of its noise, and Silero is asked everywhere.
    """
    if len(sound.level_db) <= _frames(options.short_recording):
        return np.ones(len(sound.level_db), bool)
    loud = sound.above_noise_db > options.level_above_noise_db
    reach = _frames(options.ask_around)
    near = np.convolve(loud, np.ones(2 * reach + 1), "same")[: len(loud)]
    return np.asarray(near > 0.5)


def _over_noise(sound: Loudness, probability: Floats, options: VadOptions) -> Loudness:
    """Levels above a noise floor that speech has no part in.

    Where somebody speaks nearly all the time, a low percentile of the levels is speech itself. Then the noise is what
    is heard where Silero hears nobody, or, where there is no such moment, assumed well below the speech.
    """
    if (probability >= options.threshold).mean() < options.crowded_share:
        return sound
    silent = sound.level_db[probability < options.silent_probability]
    assumed = float(np.percentile(sound.level_db, 95)) - options.speech_over_noise_db
    return sound.over(min(assumed, float(np.median(silent))) if len(silent) else assumed)


def _leak(own: Loudness, other: Loudness, options: VadOptions) -> Mask:
    """Frames of `own` that are (mostly, over 0.2 s) no more than a weak copy of `other`."""
    shared = min(len(own.net_db), len(other.net_db))
    weak = other.net_db[:shared] - own.net_db[:shared] > options.crosstalk_below_db
    weak &= other.above_noise_db[:shared] > options.level_above_noise_db
    mostly = np.convolve(weak, np.ones(21) / 21, "same") > 0.5
    leak = np.zeros(len(own.net_db), bool)
    leak[:shared] = mostly[:shared]
    return leak


def _turns(sound: Loudness, probability: Floats, leak: Mask, options: VadOptions) -> list[Interval]:
    loud = (sound.above_noise_db > options.level_above_noise_db) & ~leak
    probability = np.where(leak, np.float32(0), probability)
    islands = _drop_clicks(close_gaps(loud, _frames(options.bridge)), loud)
    speech = np.zeros(len(loud), bool)
    for first, last in _seeds(probability, options):
        first, last = _fit_to_level(first, last, loud, islands, _frames(options.longest_extension))
        speech[first:last] = True
    for first, last in _rescued(islands & ~speech, sound, probability, options):
        speech[first:last] = True
    speech = close_gaps(speech, _frames(options.min_silence) - 1)
    kept = [span for span in runs(speech) if span[1] - span[0] >= _frames(options.min_speech)]
    kept = [(first, last) for first, last in kept if not _is_tone(sound, first, last, options)]
    return [Interval(round(first * HOP, 2), round(last * HOP, 2)) for first, last in kept]


def _is_tone(sound: Loudness, first: int, last: int, options: VadOptions) -> bool:
    """Nearly all level in one narrow peak that stays where it is; that of a clear voice moves."""
    if np.median(sound.tonality[first:last]) < options.tone_tonality:
        return False
    peak = sound.peak_hz[first:last]
    return bool((np.abs(peak - np.median(peak)) <= options.tone_within_hz).mean() >= options.tone_share)


def _frames(seconds: float) -> int:
    return round(seconds / HOP)


def _drop_clicks(islands: Mask, loud: Mask) -> Mask:
    kept = islands.copy()
    for first, last in runs(islands):
        if loud[first:last].sum() < 4:
            kept[first:last] = False
    return kept


def _seeds(probability: Floats, options: VadOptions) -> list[tuple[int, int]]:
    """Hysteresis: speech starts above `threshold` and ends where it stays under `release` for 0.2 s."""
    alive = close_gaps(probability >= options.release, _frames(0.2))
    sure = probability >= options.threshold
    return [(first, last) for first, last in runs(alive) if sure[first:last].any()]


def _fit_to_level(first: int, last: int, loud: Mask, islands: Mask, longest: int) -> tuple[int, int]:
    """Move both edges to where the level rises and falls, outwards by at most `longest` frames."""
    inside = np.flatnonzero(loud[first:last])
    if len(inside) < 5:
        return first, first
    start, end = first + int(inside[0]), first + int(inside[-1]) + 1
    while start > 0 and islands[start - 1] and first - start < longest:
        start -= 1
    while end < len(islands) and islands[end] and end - last < longest:
        end += 1
    return start, end


def _rescued(islands: Mask, sound: Loudness, probability: Floats, options: VadOptions) -> list[tuple[int, int]]:
    """Short loud words that Silero hardly believes in."""
    return [
        (first, last)
        for first, last in runs(islands)
        if last - first >= _frames(options.rescue_min)
        and probability[first:last].max() >= options.rescue_probability
        and sound.above_noise_db[first:last].mean() > options.rescue_above_noise_db
    ]


def _probability(samples: Floats, near_sound: Mask) -> Floats:
    """Silero's speech probability at every 10 ms frame (frames,); 0 away from any sound, where it is not asked."""
    check_samples(samples)
    padded = np.pad(samples, (CONTEXT_SAMPLES, -len(samples) % PIECE_SAMPLES))
    pieces = np.lib.stride_tricks.sliding_window_view(padded, HEARD_SAMPLES)[::PIECE_SAMPLES]
    centres = np.arange(len(pieces)) * PIECE_SECONDS + PIECE_SECONDS / 2
    times = np.arange(len(near_sound)) * HOP
    asked = np.flatnonzero(near_sound[np.minimum((centres / HOP).astype(int), len(near_sound) - 1)])
    probability = np.zeros(len(pieces), np.float32)
    probability[asked] = _ask(pieces, asked)
    return np.asarray(np.interp(times, centres, probability), np.float32)


def _ask(pieces: Floats, asked: npt.NDArray[np.intp]) -> Floats:
    return silero()(pieces, asked)
