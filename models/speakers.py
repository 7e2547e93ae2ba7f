"""Tells the two people on a mono recording apart: who speaks in each turn, and where one talks over the other.

No downloads and no neural network: the two voices of one call differ enough in MFCC and pitch. Who speaks in a turn is
told by :mod:`models.voice_clusters`; overlap by a regression that has heard both voices of this call added together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.intervals import Interval
from models.voice_clusters import two_voices
from models.voice_features import HOP, HOP_SAMPLES, SAMPLING_RATE, Floats, voice_features

STEP = 0.1  # seconds between two looks inside a turn
SPAN = 0.4  # seconds that each look covers
LEARN_SECONDS = 15.0  # of each voice, to learn what both together sound like
SHORTEST_INTRUSION, LONGEST_INTRUSION = 0.9, 3.5  # seconds
INTRUSION_EVIDENCE = 2.7  # log-odds over the root of the looks; measured on the labelled calls
CLEARNESS_WEIGHT, CLEAR_EVIDENCE = 4.0, 5.3  # the same with how clearly the other voice is heard alone, once
CLEAR_LOOKS = 4
MIXED = 2


@dataclass(frozen=True)
class SpeakerTurn:
    """One stretch of speaker 0 or 1; ``confidence`` 0.5-1. Two turns overlap where both speak."""

    start: float
    end: float
    speaker: int
    confidence: float


def split_speakers(samples: Floats, turns: Sequence[Interval]) -> list[SpeakerTurn]:
    """Assign each turn of samples (n,) float32 at 16 kHz to one of two speakers, ordered by start.

    A turn in which the speaker changes, or both speak, gives several. The numbering is arbitrary but repeatable.
    """
    if len(turns) < 2:
        return [SpeakerTurn(t.start, t.end, 0, 0.5) for t in turns]
    spans = [_frames_of(t, len(samples) // HOP_SAMPLES) for t in turns]
    frames = voice_features(samples, spans)
    speakers, odds = two_voices([frames[a:b] for a, b in spans])
    if len(set(speakers.tolist())) < 2:
        return [SpeakerTurn(t.start, t.end, 0, 0.5) for t in turns]
    settled = [
        SpeakerTurn(t.start, t.end, int(s), _confidence(o)) for t, s, o in zip(turns, speakers, odds, strict=True)
    ]
    return sorted(_with_intrusions(samples, frames, settled), key=lambda t: (t.start, t.end))


def _frames_of(turn: Interval, total: int) -> tuple[int, int]:
    first = min(int(turn.start / HOP), max(0, total - 2))
    return first, min(total, max(first + 2, int(turn.end / HOP)))


def _confidence(odds: float) -> float:
    return round(float(1 / (1 + np.exp(-2 * abs(odds)))), 3)


def _with_intrusions(samples: Floats, frames: Floats, turns: list[SpeakerTurn]) -> list[SpeakerTurn]:
    """The turns, and those of the other voice that sets in before the first has ended."""
    voices = [_speech_of(turns, speaker) for speaker in (0, 1)]
    if min(sum(t.end - t.start for t in voice) for voice in voices) < 2.0:
        return turns
    scores = _likeness(samples, frames, voices)
    pieces = []
    for turn in turns:
        long = turn.end - turn.start >= 2 * SHORTEST_INTRUSION
        pieces += _intrusion(turn, scores(_part(frames, turn))) if long else [turn]
    return pieces


def _part(frames: Floats, turn: SpeakerTurn) -> Floats:
    return frames[int(turn.start / HOP) : max(int(turn.start / HOP) + 1, int(turn.end / HOP))]


def _speech_of(turns: list[SpeakerTurn], speaker: int) -> list[SpeakerTurn]:
    """About LEARN_SECONDS of one speaker: the surest and longest turns."""
    chosen: list[SpeakerTurn] = []
    for turn in sorted((t for t in turns if t.speaker == speaker), key=lambda t: -t.confidence * (t.end - t.start)):
        if sum(t.end - t.start for t in chosen) < LEARN_SECONDS:
            chosen.append(turn)
    return chosen


def _looks(frames: Floats) -> Floats:
    """Means and deviations over SPAN seconds, every STEP seconds: (looks, 2 x features)."""
    width, step = int(SPAN / HOP), int(STEP / HOP)
    padded = np.pad(frames, ((width // 2, width // 2), (0, 0)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, width, axis=0)[::step]
    return np.concatenate([windows.mean(-1), windows.std(-1)], axis=1)


def _likeness(samples: Floats, frames: Floats, voices: list[list[SpeakerTurn]]) -> Callable[[Floats], Floats]:
    """Gives the probabilities (looks, 3) of speaker 0, speaker 1 and both at once for the frames of a turn."""
    from sklearn.linear_model import LogisticRegression

    alone = [_looks(np.concatenate([_part(frames, t) for t in voice])) for voice in voices]
    waves = [
        np.concatenate([samples[int(t.start * SAMPLING_RATE) : int(t.end * SAMPLING_RATE)] for t in v]) for v in voices
    ]
    shared = min(len(w) for w in waves)
    heard = [*alone, _looks(voice_features(waves[0][:shared] + waves[1][:shared]))]
    every = np.concatenate(heard)
    mean, deviation = every.mean(0), every.std(0) + 1e-6
    model = LogisticRegression(C=0.003, class_weight="balanced", max_iter=300)
    model.fit((every - mean) / deviation, np.repeat([0, 1, MIXED], [len(h) for h in heard]))
    return lambda part: model.predict_proba((_looks(part) - mean) / deviation)


def _intrusion(turn: SpeakerTurn, chances: Floats) -> list[SpeakerTurn]:
    """The turn, or the turn and the other voice that is heard from some moment to its end."""
    own = chances[:, turn.speaker]
    doubt = np.log((1.02 - own) / (0.02 + own))[::-1].cumsum()
    lengths = np.arange(int(SHORTEST_INTRUSION / STEP), min(len(doubt), int(LONGEST_INTRUSION / STEP)) + 1)
    evidence = doubt[lengths - 1] / np.sqrt(lengths)
    if not len(lengths) or evidence.max() < INTRUSION_EVIDENCE:
        return [turn]
    looks = int(lengths[evidence.argmax()])
    alone = chances[-looks:, 1 - turn.speaker]
    clearness = np.convolve(alone, np.full(CLEAR_LOOKS, 1 / CLEAR_LOOKS), "valid").max()
    if evidence.max() + CLEARNESS_WEIGHT * clearness < CLEAR_EVIDENCE:
        return [turn]
    start = max(turn.start, turn.end - looks * STEP)
    other = SpeakerTurn(start, turn.end, 1 - turn.speaker, 0.7)
    return [replace(turn, confidence=min(turn.confidence, 0.9)), other]
