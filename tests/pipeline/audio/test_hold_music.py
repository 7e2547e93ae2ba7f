"""Music is found, and speech, noise, silence, rings and hum are never taken for it."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from pipeline.audio import hold_music
from pipeline.audio.decimate import BLOCK, decimate, decimated_block
from pipeline.audio.hold_music import music_share, music_spans
from tests.pipeline.audio import media


def test_nothing_but_music() -> None:
    assert music_share(media.melody(40) + media.noise(40)) > 0.9


def test_music_between_speech() -> None:
    quiet = media.noise(60)
    call = np.concatenate([media.babble(20, 1), media.melody(20), media.babble(20, 2)]) + quiet
    (span,) = music_spans(call)
    assert span.start == pytest.approx(20, abs=1)
    assert span.end == pytest.approx(40, abs=1)


def test_noisy_music() -> None:
    music = media.melody(40)
    level = float(np.sqrt(np.mean(music**2))) / 10 ** (15 / 20)
    assert music_share(music + media.noise(40, level)) > 0.9


@pytest.mark.parametrize(
    "signal",
    [
        media.babble(60),
        media.noise(60, 0.05),
        np.zeros(60 * media.RATE, np.float32),
        media.ring_back(60, 60) + media.noise(60),
        media.ring_back(60, 60, on=0.35, off=0.35) + media.noise(60),
        np.zeros(10, np.float32),
    ],
    ids=["speech", "noise", "silence", "ring-back", "busy", "nothing"],
)
def test_other_sounds(signal: media.Signal) -> None:
    assert music_spans(signal) == []


def test_mains_hum_under_speech() -> None:
    time = media.seconds(60).astype(np.float64)
    hum = sum(0.003 * np.sin(2 * np.pi * 50 * order * time) for order in (5, 7, 9))
    speech = media.babble(60) * (time % 20 < 10)
    assert music_spans((speech + hum).astype(np.float32) + media.noise(60, 0.001)) == []


@pytest.mark.parametrize("size", [0, 1, 31, 2 * BLOCK, 2 * BLOCK + 1, 5 * BLOCK + 12_345])
def test_a_lower_rate_in_blocks_is_that_of_the_whole(size: int) -> None:
    samples = media.noise(30)[:size]
    low = decimate(samples, 2)
    blocks = [decimated_block(samples, 2, n) for n in range(-(-low.size // BLOCK))]
    assert low.size == -(-size // 2)
    assert np.array_equal(np.concatenate([np.zeros(0, np.float32), *blocks]), low)


def test_how_much_is_kept_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    call = np.concatenate([media.babble(20, 1), media.melody(20), media.babble(20, 2)]) + media.noise(60)
    whole = hold_music._Frames(call)
    frames = np.pad(decimate(call, 2), 512)
    assert len(whole) == (frames.size - 1024) // 256 + 1
    assert all(np.array_equal(whole.between(n, n + 1)[0], frames[256 * n : 256 * n + 1024]) for n in range(len(whole)))
    found = music_spans(call)
    monkeypatch.setattr(hold_music, "_BLOCKS_KEPT", 1)
    assert music_spans(call) == found


def test_hours_of_sound_are_not_copied() -> None:
    long = np.tile(media.melody(20), 90)  # half an hour
    tracemalloc.start()
    (span,) = music_spans(long)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert span.duration > 1790
    assert peak < long.nbytes / 2
