"""What a voice sounds like, frame by frame: MFCC, pitch and energy in the telephone band."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
from scipy.fft import dct, irfft, rfft

Floats = npt.NDArray[np.float32]

SAMPLING_RATE = 16_000
HOP = 0.01
HOP_SAMPLES = 160
WINDOW_SAMPLES = 512
FFT_SIZE = 512
LOWEST_HZ, HIGHEST_HZ = 200.0, 3500.0
MEL_BANDS = 26
COEFFICIENTS = 20
FEATURES = COEFFICIENTS + 3
PITCH_WINDOW_SAMPLES = 800
PITCH_LOWEST_HZ, PITCH_HIGHEST_HZ = 70.0, 400.0
PITCH_FFT_SIZE = 1080  # holds a window and the longest lag: nothing wraps around
BLOCK_FRAMES = 500  # 5 s at a time: what more need no longer fits the caches


def voice_features(samples: Floats, spans: Sequence[tuple[int, int]] | None = None) -> Floats:
    """Features (frames, 23) every 10 ms of samples (n,) at 16 kHz: MFCC 1-20, log F0, voicing 0-1, log energy.

    With ``spans``, pairs [first, last) of frames, all other frames are 0.
    """
    total = len(samples) // HOP_SAMPLES
    features = np.zeros((total, FEATURES), np.float32)
    for first, last in [(0, total)] if spans is None else spans:
        for start in range(first, last, BLOCK_FRAMES):
            stop = min(start + BLOCK_FRAMES, last)
            features[start:stop] = _features(_padded(samples, start), stop - start)
    return features


def _padded(samples: Floats, first_frame: int) -> Floats:
    """The samples of one block with half a pitch window around it."""
    half = PITCH_WINDOW_SAMPLES // 2
    start, stop = first_frame * HOP_SAMPLES - half, (first_frame + BLOCK_FRAMES) * HOP_SAMPLES + half
    inside = samples[max(0, start) : stop]
    return np.pad(inside, (max(0, -start), max(0, stop - max(0, start) - len(inside))))


def _features(padded: Floats, frames: int) -> Floats:
    windows = np.lib.stride_tricks.sliding_window_view(padded, PITCH_WINDOW_SAMPLES)[::HOP_SAMPLES][:frames]
    margin = (PITCH_WINDOW_SAMPLES - WINDOW_SAMPLES) // 2
    short = windows[:, margin : margin + WINDOW_SAMPLES] * np.hamming(WINDOW_SAMPLES).astype(np.float32)
    spectrum = rfft(short, FFT_SIZE, axis=1)
    power = np.square(spectrum.real) + np.square(spectrum.imag)
    mfcc = dct(np.log(power @ _mel_filters().T + 1e-9), norm="ortho", axis=1)[:, 1 : COEFFICIENTS + 1]
    energy = np.log(np.mean(short**2, axis=1) + 1e-7)
    return np.column_stack([mfcc, *_pitch(windows), energy]).astype(np.float32)


@cache
def _mel_filters() -> Floats:
    """Triangular filters (MEL_BANDS, FFT_SIZE // 2 + 1)."""

    def mel(hz: npt.ArrayLike) -> npt.NDArray[np.float64]:
        return 2595 * np.log10(1 + np.asarray(hz) / 700)

    points = np.linspace(mel(LOWEST_HZ), mel(HIGHEST_HZ), MEL_BANDS + 2)
    bins = mel(np.arange(FFT_SIZE // 2 + 1) * SAMPLING_RATE / FFT_SIZE)
    rising = (bins - points[:-2, None]) / (points[1:-1] - points[:-2])[:, None]
    falling = (points[2:, None] - bins) / (points[2:] - points[1:-1])[:, None]
    return np.maximum(0, np.minimum(rising, falling)).astype(np.float32)


def _pitch(windows: Floats) -> tuple[Floats, Floats]:
    """Log F0 and how periodic the frame is, from the autocorrelation (frames, PITCH_WINDOW_SAMPLES)."""
    spectrum = rfft(windows * np.hanning(PITCH_WINDOW_SAMPLES).astype(np.float32), PITCH_FFT_SIZE, axis=1)
    correlation = irfft(np.square(spectrum.real) + np.square(spectrum.imag), PITCH_FFT_SIZE, axis=1)
    shortest, longest = int(SAMPLING_RATE / PITCH_HIGHEST_HZ), int(SAMPLING_RATE / PITCH_LOWEST_HZ)
    lags = correlation[:, shortest:longest]
    best = lags.argmax(axis=1)
    voicing = lags[np.arange(len(lags)), best] / np.maximum(correlation[:, 0], 1e-12)
    return np.log(SAMPLING_RATE / (best + shortest)).astype(np.float32), np.clip(voicing, 0, 1).astype(np.float32)
