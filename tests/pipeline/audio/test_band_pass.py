"""The band-pass in blocks gives what the textbook filter gives step by step."""

import numpy as np
import pytest
from scipy.signal import butter, sosfilt

from pipeline.audio.band_pass import band_pass


@pytest.mark.parametrize("band", [(600.0, 3400.0), (300.0, 3000.0), (1000.0, 1500.0)])
@pytest.mark.parametrize("count", [1, 63, 64, 65, 5_000, 140_000])
def test_like_the_filter_step_by_step(band: tuple[float, float], count: int) -> None:
    samples = np.random.default_rng(0).standard_normal((2, count)).astype(np.float32)
    sections = butter(3, band, "bandpass", fs=16_000, output="sos")
    filtered = band_pass(samples, *band)
    assert filtered.dtype == np.float32
    np.testing.assert_allclose(filtered, sosfilt(sections, samples), atol=5e-6)
