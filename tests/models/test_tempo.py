"""Sound is played faster or slower."""

import numpy as np
import pytest

from models.tempo import at_tempo

RATE = 16_000


@pytest.mark.parametrize("tempo", [1.08, 0.93])
def test_tone_gets_shorter_and_higher(tempo: float) -> None:
    tone = np.sin(2 * np.pi * 1000 * np.arange(2 * RATE) / RATE).astype(np.float32)
    played = at_tempo(tone, tempo)
    assert played.dtype == np.float32
    assert len(played) == round(2 * RATE / tempo)
    spectrum = np.abs(np.fft.rfft(played))
    assert np.argmax(spectrum) * RATE / len(played) == pytest.approx(1000 * tempo, abs=1)
    assert np.abs(played).max() == pytest.approx(1.0, abs=0.1)


def test_own_tempo_changes_nothing() -> None:
    noise = np.random.default_rng(1).standard_normal(RATE).astype(np.float32)
    assert at_tempo(noise, 1.0) is noise
