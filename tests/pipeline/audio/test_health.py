"""Channels that cannot be used as they are get noticed; sound ones are left alone."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.audio.health import HealthReport, channel_health
from tests.pipeline.audio import media
from tests.pipeline.audio.media import Signal

LENGTH = 40


def dialogue() -> Signal:
    """Two speakers in turns of 5 s, shape (2, n), with a little noise."""
    turn = (media.seconds(LENGTH) // 5 % 2).astype(np.float32)
    first, second = media.babble(LENGTH, 1) * turn, media.babble(LENGTH, 2) * (1 - turn)
    return np.stack([first + media.noise(LENGTH, seed=3), second + media.noise(LENGTH, seed=4)])


def codes(report: HealthReport) -> set[str]:
    return {issue.code for issue in report.issues}


def outcome(samples: Signal, rate: int = 8_000) -> tuple[set[str], str, int | None]:
    report = channel_health(samples, rate)
    return codes(report), report.effective_channels.kind, report.effective_channels.channel


@pytest.mark.parametrize("leak_db", [-34, -25, -15])
def test_crosstalk_is_normal(leak_db: float) -> None:
    samples = dialogue()
    leak = np.float32(10 ** (leak_db / 20))
    assert outcome(samples + leak * samples[::-1]) == (set(), "stereo", None)


@pytest.mark.parametrize("delay_ms", [0, 7, -20])
@pytest.mark.parametrize("gain", [1.0, 0.7])
def test_the_same_signal_twice(delay_ms: float, gain: float) -> None:
    mixed = dialogue().sum(axis=0)
    other = gain * np.roll(mixed, round(delay_ms * media.RATE / 1000)) + media.noise(LENGTH, 0.002, seed=9)
    found, kind, channel = outcome(np.stack([mixed, other]).astype(np.float32))
    assert (found, kind) == ({"fake_stereo"}, "mono")
    assert channel in (0, 1)


@pytest.mark.parametrize("dead", [0, 1])
@pytest.mark.parametrize("level", [0.0, 0.005])
def test_a_dead_channel(dead: int, level: float) -> None:
    samples = dialogue()
    samples[dead] = media.noise(LENGTH, level)
    assert outcome(samples) == ({"dead_channel"}, "mono", 1 - dead)


def test_a_channel_with_nothing_but_crosstalk() -> None:
    voice = media.babble(LENGTH)
    samples = np.stack([voice, 0.15 * voice]) + np.stack([media.noise(LENGTH, seed=s) for s in (1, 2)])
    assert outcome(samples) == ({"only_crosstalk"}, "mono", 0)


def test_a_customer_of_few_words_is_not_dropped() -> None:
    samples = np.stack([media.babble(LENGTH), media.noise(LENGTH)])
    samples[0, : 2 * media.RATE] = media.noise(2)
    samples[1, : 2 * media.RATE] += media.babble(2, seed=7)
    samples[1] += 0.1 * samples[0]
    assert outcome(samples)[1] == "stereo"


def test_rings_on_both_channels_do_not_make_fake_stereo() -> None:
    samples = dialogue()
    rings = media.ring_back(27, 27)
    assert outcome(np.concatenate([np.stack([rings, rings]), samples], axis=1))[1] == "stereo"


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("level", [0.0, 0.003])
def test_silence(channels: int, level: float) -> None:
    samples = np.stack([media.noise(LENGTH, level, seed=seed) for seed in range(channels)])
    assert codes(channel_health(samples, 8_000)) == {"silent_recording"}


def test_clipping_and_low_level() -> None:
    loud = np.clip(dialogue() * 30, -1, 1)
    issues = channel_health(loud, 8_000).issues
    assert {issue.code for issue in issues} == {"clipping"}
    assert {issue.severity for issue in issues} == {"error"}
    assert codes(channel_health(dialogue() * np.float32(0.03), 8_000)) == {"low_level"}


def test_mono_needs_no_choice() -> None:
    assert outcome(dialogue()[:1]) == (set(), "mono", 0)


def test_a_telephone_call_played_twice_as_fast() -> None:
    spectrum = np.fft.rfft(dialogue() * 3)
    hertz = np.fft.rfftfreq(LENGTH * media.RATE, 1 / media.RATE)
    spectrum[:, (hertz < 320) | (hertz > 3300)] = 0
    line = np.fft.irfft(spectrum).astype(np.float32)
    assert codes(channel_health(line[:, ::2], 16_000)) == {"wrong_sampling_rate"}
    assert codes(channel_health(line, 16_000)) == set()
    assert codes(channel_health(line[:, ::2], 8_000)) == set()


def test_sentences_are_chinese_and_name_the_channel() -> None:
    samples = dialogue()
    samples[1] = 0
    (issue,) = channel_health(samples, 8_000).issues
    assert "声道 1" in issue.sentence
    assert issue.channel == 1
