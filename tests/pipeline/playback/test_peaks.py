"""A waveform shows where somebody speaks, in few numbers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.audio.sample_store import Blocks
from pipeline.playback.peaks import MOST, PER_SECOND, Extremes

RATE = 16_000


def peaks(samples: np.ndarray, rate: int) -> list[list[int]]:
    """As they are found while the samples go by in pieces."""
    extremes = Extremes(rate)
    whole = Blocks(len(samples), extremes.take)
    for piece in np.array_split(samples, 7, axis=1):
        whole.append(piece)
        whole.close_block()
    return extremes.finish(whole)


def silence(seconds: float, channels: int = 1) -> np.ndarray:
    return np.zeros((channels, round(seconds * RATE)), np.float32)


def test_a_click_is_seen_where_it_is_and_in_its_channel_only():
    samples = silence(3.0, channels=2)
    samples[1, round(1.51 * RATE)] = -0.5
    left, right = peaks(samples, RATE)
    assert left == [0] * 60
    assert [n for n, peak in enumerate(right) if peak] == [30]
    assert right[30] == 50


def test_long_recordings_have_no_more_numbers_than_a_screen_shows():
    samples = silence(MOST / PER_SECOND + 60)
    samples[0, -1] = 1.0
    (channel,) = peaks(samples, RATE)
    assert len(channel) == MOST
    assert channel[-1] == 100


def test_no_sound_at_all():
    assert peaks(silence(0.0, channels=2), RATE) == [[0], [0]]


@given(st.lists(st.floats(-3.0, 3.0, width=32), min_size=1, max_size=5000), st.sampled_from([8000, 16_000]))
def test_the_loudest_sample_is_never_lost_and_nothing_is_above_100(values, rate):
    (channel,) = peaks(np.array([values], np.float32), rate)
    samples = np.array([values], np.float32)
    whole = Blocks(1, lambda block: None)
    whole.append(samples)
    whole.close_block()
    whole.correct(samples)
    assert max(channel) == round(min(1.0, float(np.max(np.abs(samples)))) * 100)
    assert all(0 <= peak <= 100 for peak in channel)


def test_an_offset_is_no_loudness():
    assert peaks(silence(1.0) + np.float32(0.4), RATE) == [[0] * 20]
