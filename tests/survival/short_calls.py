"""Recordings of a few seconds, made up."""

from pathlib import Path

import numpy as np

from tests.pipeline.audio.media import RATE, babble, noise, save_wav


def short_call(path: Path, seed: int) -> Path:
    """2.4 s in which both channels speak once."""
    samples = np.stack([noise(2.4, seed=seed), noise(2.4, seed=seed + 1)])
    samples[0, RATE // 5 : RATE] += 3 * babble(0.8, seed)
    samples[1, RATE * 5 // 4 : RATE * 9 // 4] += 3 * babble(1.0, seed + 1)
    return save_wav(path, samples)
