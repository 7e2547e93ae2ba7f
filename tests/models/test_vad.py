"""Speech turns from made-up levels: edges, cross-talk, short words, tones."""

from collections.abc import Callable

import numpy as np
import pytest

from models import vad
from models.errors import BadSamples
from models.vad import speech_turns, speech_turns_stereo

RATE = 16_000
Says = list[tuple[float, float]]


def voice(seconds: float, spoken: Says, gain: float = 0.1, noise: float = 0.001, seed: int = 0) -> np.ndarray:
    """Wide-band sound inside the given stretches over quiet noise; what Silero hears is faked below."""
    rng = np.random.default_rng(seed)
    sound = noise * rng.standard_normal(int(seconds * RATE))
    for start, end in spoken:
        part = slice(int(start * RATE), int(end * RATE))
        sound[part] += gain * np.random.default_rng(99).standard_normal(part.stop - part.start)
    return sound.astype(np.float32)


@pytest.fixture
def silero(monkeypatch: pytest.MonkeyPatch) -> Callable[[Says, float], None]:
    """Let Silero report the given probability inside the given stretches and nothing outside."""

    def report(heard: Says, probability: float = 0.9) -> None:
        def fake(pieces: np.ndarray, asked: np.ndarray) -> np.ndarray:
            times = asked * 512 / RATE
            inside = np.any([(times >= a) & (times < b) for a, b in heard], axis=0)
            return np.where(inside, probability, 0.01).astype(np.float32)

        monkeypatch.setattr(vad, "_ask", fake)

    return report


def test_edges_follow_the_level_not_silero(silero: Callable[..., None]) -> None:
    silero([(1.3, 2.9)])
    (turn,) = speech_turns(voice(5, [(1.0, 3.0)]))
    assert turn.start == pytest.approx(1.0, abs=0.05)
    assert turn.end == pytest.approx(3.0, abs=0.05)


def test_pause_of_half_a_second_ends_a_turn_and_a_breath_does_not(silero: Callable[..., None]) -> None:
    silero([(1, 3), (3.6, 5)])
    turns = speech_turns(voice(6, [(1.0, 2.0), (2.25, 3.0), (3.6, 5.0)]))
    assert [round(t.start, 1) for t in turns] == [1.0, 3.6]


@pytest.mark.parametrize("crosstalk_db", [-34, -20])
def test_crosstalk_is_no_turn(silero: Callable[..., None], crosstalk_db: float) -> None:
    silero([(1, 3)])
    loud = voice(5, [(1.0, 3.0)])
    weak = voice(5, [(1.0, 3.0)], gain=0.1 * 10 ** (crosstalk_db / 20), seed=1)
    turns = speech_turns_stereo([loud, weak])
    assert [len(channel) for channel in turns] == [1, 0]


def test_both_speaking_at_once_stay_two_turns(silero: Callable[..., None]) -> None:
    silero([(1, 3)])
    turns = speech_turns_stereo([voice(5, [(1.0, 3.0)]), voice(5, [(1.0, 3.0)], gain=0.05, seed=1)])
    assert [len(channel) for channel in turns] == [1, 1]


def test_short_word_that_silero_doubts_is_kept(silero: Callable[..., None]) -> None:
    silero([(1.0, 1.3)], 0.1)
    assert len(speech_turns(voice(4, [(1.0, 1.3)]))) == 1


def test_ring_back_tone_is_no_turn(silero: Callable[..., None]) -> None:
    silero([(1, 2)])
    samples = voice(4, [])
    time = np.arange(RATE) / RATE
    samples[RATE : 2 * RATE] += (0.18 * np.sin(2 * np.pi * 450 * time)).astype(np.float32)
    assert speech_turns(samples) == []


def test_silence_and_nothing_have_no_turns() -> None:
    assert speech_turns(np.zeros(RATE, np.float32)) == []
    assert speech_turns(np.zeros(0, np.float32)) == []


def test_wrong_samples_are_refused() -> None:
    with pytest.raises(BadSamples, match="int16"):
        speech_turns(np.ones(RATE, np.int16))


def test_silero_is_not_asked_about_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = []
    monkeypatch.setattr(vad, "_ask", lambda _, asked: heard.extend(asked) or np.zeros(len(asked), np.float32))
    speech_turns(voice(30, [(10.0, 12.0)]))
    assert 0 < len(heard) * 512 / RATE < 10
    assert min(heard) * 512 / RATE < 10.0 < 12.0 < max(heard) * 512 / RATE
