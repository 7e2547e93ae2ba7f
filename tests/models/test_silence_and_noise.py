"""Where nobody speaks, no text may appear: silence, hold music, telephone tones, line noise, and all of them in turn.

Half a minute of each kind; TINGJIAN_NOISE_SECONDS=3600 runs an hour of each.
"""

import os
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from models.asr import Track, WhisperTranscriber
from models.errors import ModelError
from models.intervals import Interval
from models.weights import ensure_weights
from pipeline.hearing.listen import listen
from pipeline.hearing.transcribe import transcribe
from pipeline.settings import Settings

pytestmark = pytest.mark.weights
RATE = 8_000
SECONDS = int(os.environ.get("TINGJIAN_NOISE_SECONDS", "40"))
BLOCK = 20  # seconds made at a time; every block differs
Make = Callable[[np.random.Generator], np.ndarray]
CLOCK = np.arange(BLOCK * RATE) / RATE


@pytest.fixture(scope="module")
def transcriber() -> WhisperTranscriber:
    try:
        return WhisperTranscriber(ensure_weights("base", Settings().cache_dir), threads=2)
    except ModelError as error:
        pytest.skip(str(error))


def silence(rng: np.random.Generator) -> np.ndarray:
    """What a quiet line leaves after µ-law: a few of the smallest steps."""
    return np.round(rng.standard_normal(len(CLOCK)) * 0.4) / 32_768


def line_noise(rng: np.random.Generator) -> np.ndarray:
    """Hiss, mains hum with harmonics, and crackle."""
    hiss = np.convolve(rng.standard_normal(len(CLOCK)), np.ones(3) / 3, "same") * rng.uniform(0.003, 0.03)
    hum = sum(np.sin(2 * np.pi * 50 * k * CLOCK) * 0.01 / k for k in (1, 2, 3, 5))
    crackle = (rng.random(len(CLOCK)) < 2 / RATE) * rng.standard_normal(len(CLOCK)) * 0.3
    return hiss + hum + np.convolve(crackle, np.hanning(9), "same")


def tones(rng: np.random.Generator) -> np.ndarray:
    """Ring-back (1 s on, 4 s off) or busy tone (0.35 s on, 0.35 s off) at 450 Hz, over some noise."""
    on, period = ((1.0, 5.0), (0.35, 0.7))[rng.integers(2)]
    return np.sin(2 * np.pi * 450 * CLOCK) * (CLOCK % period < on) * 0.2 + rng.standard_normal(len(CLOCK)) * 0.001


def hold_music(rng: np.random.Generator) -> np.ndarray:
    """A melody over chords, plucked, with overtones."""
    beat = rng.choice([0.3, 0.4, 0.5])
    scale = 220 * 2 ** (np.array([0, 2, 4, 7, 9, 12, 14, 16]) / 12)
    melody = rng.choice(scale, int(BLOCK / beat) + 1)[(CLOCK / beat).astype(int)]
    chord = rng.choice(scale[:4], int(BLOCK / beat / 4) + 1)[(CLOCK / beat / 4).astype(int)]
    pluck = np.exp(-2.0 * (CLOCK % beat))
    lead = sum(np.sin(2 * np.pi * np.cumsum(melody) * k / RATE) / k**2 for k in (1, 2, 3)) * pluck
    pad = sum(np.sin(2 * np.pi * np.cumsum(chord) * k / RATE) for k in (1, 1.26, 1.5))
    return 0.12 * lead + 0.05 * pad + rng.standard_normal(len(CLOCK)) * 0.001


def mixed(rng: np.random.Generator) -> np.ndarray:
    """Two kinds, one over the other."""
    kinds = (silence, line_noise, tones, hold_music)
    first, second = rng.choice(len(kinds), 2, replace=False)
    return kinds[first](rng) + 0.5 * kinds[second](rng)


def recording(path: Path, make: Make, seconds: int) -> Path:
    rng = np.random.default_rng(7)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        for _ in range(seconds // BLOCK):
            file.writeframes((np.clip(make(rng), -1, 1) * 32_767).astype("<i2").tobytes())
    return path


@pytest.mark.parametrize("make", [silence, line_noise, tones, hold_music, mixed])
def test_nothing_is_heard_where_nobody_speaks(transcriber: WhisperTranscriber, tmp_path: Path, make: Make) -> None:
    sound = listen(recording(tmp_path / "quiet.wav", make, SECONDS), Settings())
    (turns,) = transcribe([sound], transcriber)
    heard = [f"{turn.start:.1f} s: {turn.text}" for turn in turns if turn.text]
    assert heard == []


@pytest.mark.parametrize("make", [silence, line_noise])
def test_noise_taken_for_a_turn_gives_no_subtitles(transcriber: WhisperTranscriber, make: Make) -> None:
    block = make(np.random.default_rng(3)).astype(np.float32).repeat(2)
    turns = (Interval(1.0, 3.0), Interval(5.0, 9.0))
    ((*answers,),) = transcriber.transcribe([Track(block, turns)])
    assert all(len(answer.text) <= 4 for answer in answers), [answer.text for answer in answers]
