"""Decimation by products of matrices gives what filtering tap by tap gives."""

import numpy as np
import pytest
from scipy.signal import resample_poly

from pipeline.audio.decimate import decimate


@pytest.mark.parametrize("factor", [2, 8])
@pytest.mark.parametrize("count", [1, 7, 512, 1001, 40_000])
def test_like_a_polyphase_filter(factor: int, count: int) -> None:
    samples = np.random.default_rng(0).standard_normal(count).astype(np.float32)
    low = decimate(samples, factor)
    assert low.dtype == np.float32
    np.testing.assert_allclose(low, resample_poly(samples, 1, factor), atol=2e-6)


def test_a_tone_above_the_new_rate_is_gone() -> None:
    time = np.arange(16_000) / 16_000
    kept, gone = (decimate(np.sin(2 * np.pi * hz * time).astype(np.float32), 8)[50:-50] for hz in (450, 1_700))
    assert np.abs(kept).max() == pytest.approx(1, abs=0.01)
    assert np.abs(gone).max() < 0.01
