"""Two made-up voices, each a filtered pulse train: told apart by pitch and formants alone."""

import numpy as np
import pytest
from scipy.signal import lfilter

from models.intervals import Interval
from models.speakers import split_speakers
from models.voice_features import COEFFICIENTS, HOP, SAMPLING_RATE, voice_features

LOW, HIGH = (110.0, (600.0, 1100.0, 2500.0)), (210.0, (850.0, 1700.0, 3000.0))  # pitch and formants in Hz
VOICES = (LOW, HIGH)


def spoken(voice: tuple[float, tuple[float, ...]], seconds: float, seed: int) -> np.ndarray:
    """A wavering pulse train through the voice's formants, about as loud as speech."""
    pitch, formants = voice
    rng, count = np.random.default_rng(seed), int(seconds * SAMPLING_RATE)
    wavering = pitch * (1 + 0.08 * np.sin(np.arange(count) / SAMPLING_RATE * 2 * np.pi * (2 + rng.random())))
    sound = (np.diff(np.floor(np.cumsum(wavering) / SAMPLING_RATE), prepend=0.0) > 0).astype(float)
    sound += 0.02 * rng.standard_normal(count)
    for hz in formants:
        hz *= 1 + 0.05 * rng.standard_normal()
        sound = lfilter([1.0], [1.0, -2 * 0.96 * np.cos(2 * np.pi * hz / SAMPLING_RATE), 0.96**2], sound)
    return (0.1 * sound / np.sqrt(np.mean(sound**2))).astype(np.float32)


def conversation(speakers: list[int], seconds: list[float]) -> tuple[np.ndarray, list[Interval]]:
    """Turns of the given speakers with half a second of faint noise between them."""
    rng, parts, turns, clock = np.random.default_rng(0), [], [], 0.0
    for index, (speaker, length) in enumerate(zip(speakers, seconds, strict=True)):
        parts += [spoken(VOICES[speaker], length, index), np.zeros(SAMPLING_RATE // 2, np.float32)]
        turns.append(Interval(clock, clock + length))
        clock += length + 0.5
    samples = np.concatenate(parts)
    return (samples + 0.001 * rng.standard_normal(len(samples))).astype(np.float32), turns


def by_speaker(turns) -> list[int]:
    """The speakers as 0 (who speaks first) and 1."""
    return [int(t.speaker != turns[0].speaker) for t in turns]


def test_alternating_voices():
    speakers = [0, 1, 0, 1, 0, 1, 0, 1]
    samples, turns = conversation(speakers, [1.6, 1.2, 0.8, 1.6, 1.2, 0.7, 1.5, 1.4])
    found = split_speakers(samples, turns)
    assert [(t.start, t.end) for t in found] == [(t.start, t.end) for t in turns]
    assert by_speaker(found) == speakers
    assert all(0.5 <= t.confidence <= 1 for t in found)


def test_voices_that_do_not_take_turns():
    speakers = [0, 0, 1, 1, 1, 0, 1, 0]
    samples, turns = conversation(speakers, [1.2] * 8)
    assert by_speaker(split_speakers(samples, turns)) == speakers


def test_loudness_is_no_voice():
    speakers = [0, 1, 0, 1, 0, 1]
    samples, turns = conversation(speakers, [1.2] * 6)
    for index, turn in enumerate(turns):
        part = slice(int(turn.start * SAMPLING_RATE), int(turn.end * SAMPLING_RATE))
        samples[part] *= 3.0 if index < 3 else 0.5
    assert by_speaker(split_speakers(samples, turns)) == speakers


def test_the_same_recording_gives_the_same_answer():
    samples, turns = conversation([0, 1, 0, 1], [1.0] * 4)
    assert split_speakers(samples, turns) == split_speakers(samples, turns)


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_turns_to_compare(count):
    samples, turns = conversation([0], [1.0])
    found = split_speakers(samples, turns[:count])
    assert [(t.speaker, t.confidence) for t in found] == [(0, 0.5)] * count


def test_features_have_one_row_for_each_hop():
    features = voice_features(spoken(LOW, 1.0, 0))
    assert features.shape == (round(1 / HOP), COEFFICIENTS + 3)
    assert features.dtype == np.float32
    assert np.isfinite(features).all()


@pytest.mark.parametrize("voice", VOICES)
def test_pitch_and_voicing(voice):
    features = voice_features(spoken(voice, 1.0, 1))[5:-5]
    assert np.exp(np.median(features[:, COEFFICIENTS])) == pytest.approx(voice[0], rel=0.1)
    assert np.median(features[:, COEFFICIENTS + 1]) > 0.5


def test_noise_is_not_voiced():
    noise = 0.1 * np.random.default_rng(0).standard_normal(SAMPLING_RATE).astype(np.float32)
    assert np.median(voice_features(noise)[:, COEFFICIENTS + 1]) < 0.5


def test_long_recordings_are_cut_into_blocks_without_a_seam(monkeypatch):
    samples = spoken(HIGH, 1.0, 2)
    whole = voice_features(samples)
    monkeypatch.setattr("models.voice_features.BLOCK_FRAMES", 30)
    np.testing.assert_allclose(voice_features(samples), whole, rtol=1e-4, atol=1e-4)


def test_only_what_is_asked_for_is_looked_at():
    samples = spoken(HIGH, 1.0, 2)
    some = voice_features(samples, [(10, 20), (95, 100)])
    np.testing.assert_allclose(some[10:20], voice_features(samples)[10:20], rtol=1e-4, atol=1e-4)
    assert some[95:].any()
    assert not some[:10].any()
    assert not some[20:95].any()
