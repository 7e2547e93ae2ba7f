"""Sound played faster or slower, pitch and all, as a tape would.

Whisper base hears some voices better a little faster, some a little slower; what it hears at several speeds is seldom
wrong in the same way.
"""

from __future__ import annotations

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft

from models.loudness import Floats

MARGIN_SAMPLES = 1600  # of silence behind the sound, so that its end does not run into its beginning


def at_tempo(samples: Floats, tempo: float) -> Floats:
    """Samples (n,) played `tempo` times as fast, (n / tempo,); limited to the band that is left, by Fourier series."""
    if tempo == 1.0:
        return samples
    longer = next_fast_len(len(samples) + MARGIN_SAMPLES, real=True)
    shorter = round(longer / tempo)
    spectrum = rfft(np.pad(samples, (0, longer - len(samples))))
    heard = irfft(spectrum[: shorter // 2 + 1], shorter) * (shorter / longer)
    return np.asarray(heard[: round(len(samples) / tempo)], np.float32)
