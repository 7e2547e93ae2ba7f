"""A waveform shows where somebody speaks, in few numbers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.playback.peaks import MOST, PER_SECOND, peaks

RATE = 16_000


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
    assert max(channel) == round(min(1.0, float(np.max(np.abs(np.array(values, np.float32))))) * 100)
    assert all(0 <= peak <= 100 for peak in channel)
