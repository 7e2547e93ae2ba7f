"""Which turns of a recording belong to the same of two voices.

There are two guesses to start from: turns that sound alike (Ward clustering), and people taking turns. Each is refined
by a linear discriminant learnt from the *other* turns, so that a turn never vouches for itself. The guess that
foretells unheard turns better is right; one odd turn set apart from all others foretells nothing.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.discriminant import Heard, discriminant
from models.voice_features import COEFFICIENTS, HOP, Floats

VOICE = slice(0, COEFFICIENTS + 2)  # what tells voices apart: MFCC, pitch, voicing; not how loud they are
VOICED = 0.5
PITCH_WEIGHT = 4.0
LONG_ENOUGH = 0.8  # seconds: shorter turns are too unlike any other to start from
FOLDS, ROUNDS = 5, 5
EVERY = 3  # frames: neighbours hardly differ
MOST_ODDS = 6.0
SMALLEST_SHARE = 0.1  # of all speech: less is no second voice but an odd turn

Labels = npt.NDArray[np.int_]


def two_voices(turns: list[Floats]) -> tuple[Labels, Floats]:
    """Labels 0 or 1 (turns,) and their mean log-odds for 1 (turns,) from the frames (frames, features) of each turn."""
    every = np.concatenate(turns)[:, VOICE]
    mean, deviation = every.mean(0), every.std(0) + 1e-6
    heard = Heard.of([((t[:, VOICE] - mean) / deviation)[::EVERY] for t in turns])
    taking_turns = np.arange(len(turns)) % 2
    settled = [_refined(heard, guess) for guess in (_alike(turns), taking_turns)]
    labels, odds, _ = max(settled, key=lambda s: s[2])
    return labels, odds


def _alike(turns: list[Floats]) -> Labels:
    """Ward clusters of the longer turns; the short ones join the first cluster until they are refined."""
    from sklearn.cluster import AgglomerativeClustering

    labels = np.zeros(len(turns), int)
    long = [i for i, t in enumerate(turns) if len(t) * HOP >= LONG_ENOUGH]
    if len(long) < 2:
        return np.arange(len(turns)) % 2
    voices = np.array([_voice(turns[i]) for i in long])
    voices = (voices - voices.mean(0)) / (voices.std(0) + 1e-6)
    voices[:, -1] *= PITCH_WEIGHT
    labels[long] = AgglomerativeClustering(2, linkage="ward").fit_predict(voices)
    return labels


def _voice(frames: Floats) -> Floats:
    """One turn (frames, features) as a vector: means and deviations of the MFCC, median log F0 of voiced frames."""
    mfcc, pitch, voicing = frames[:, :COEFFICIENTS], frames[:, COEFFICIENTS], frames[:, COEFFICIENTS + 1]
    voiced = pitch[voicing > VOICED]
    vector: Floats = np.r_[mfcc.mean(0), mfcc.std(0), np.median(voiced if len(voiced) > 5 else pitch)]
    return vector


def _refined(turns: Heard, labels: Labels) -> tuple[Labels, Floats, float]:
    """The labels after every turn has been judged by the others, its log-odds, and how well that foretold them."""
    best = labels, np.where(labels == 1, 0.1, -0.1).astype(np.float32), -MOST_ODDS
    for _ in range(ROUNDS):
        odds = _foretold(turns, labels)
        share = turns.lengths[labels == 1].sum() / turns.lengths.sum()
        if odds is None or not SMALLEST_SHARE < share < 1 - SMALLEST_SHARE:
            break
        agreement = float(np.average(np.where(labels == 1, odds, -odds), weights=turns.lengths))
        if agreement > best[2]:
            best = (odds > 0).astype(int), odds, agreement
        if ((odds > 0) == (labels == 1)).all():
            break
        labels = (odds > 0).astype(int)
    return best


def _foretold(turns: Heard, labels: Labels) -> Floats | None:
    """Mean log-odds of each turn (turns,) by discriminants that have not heard it; None where one voice is missing."""
    fold_of = np.arange(len(labels)) // 2 % FOLDS
    learnt = []
    for fold in range(fold_of.max() + 1):
        voices = [turns.summary((fold_of != fold) & (labels == voice)) for voice in (0, 1)]
        if not all(voice.frames for voice in voices):
            return None
        learnt.append(discriminant(voices[0], voices[1]))
    odds = turns.frames @ np.stack([d.weights for d in learnt], axis=1) + [d.offset for d in learnt]
    own = np.take_along_axis(odds, np.repeat(fold_of, turns.lengths)[:, None], axis=1)[:, 0]
    return turns.means(np.clip(own, -MOST_ODDS, MOST_ODDS)).astype(np.float32)
