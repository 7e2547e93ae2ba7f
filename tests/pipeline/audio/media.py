"""Signals and recordings made on the fly for the audio tests."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

Signal = NDArray[np.float32]
RATE = 16_000

#: name -> container, encoder, sampling rate, extension
ENCODINGS: dict[str, tuple[str, str, int, str]] = {
    "pcm_u8": ("wav", "pcm_u8", 8_000, "wav"),
    "pcm_s16le": ("wav", "pcm_s16le", 44_100, "wav"),
    "pcm_s24le": ("wav", "pcm_s24le", 48_000, "wav"),
    "pcm_s32le": ("wav", "pcm_s32le", 16_000, "wav"),
    "pcm_f32le": ("wav", "pcm_f32le", 16_000, "wav"),
    "pcm_alaw": ("wav", "pcm_alaw", 8_000, "wav"),
    "pcm_mulaw": ("wav", "pcm_mulaw", 8_000, "wav"),
    "mp3": ("mp3", "libmp3lame", 8_000, "mp3"),
    "mp3_44": ("mp3", "libmp3lame", 44_100, "mp3"),
    "opus": ("ogg", "libopus", 16_000, "ogg"),
    "vorbis": ("ogg", "vorbis", 16_000, "ogg"),
    "m4a": ("ipod", "aac", 8_000, "m4a"),
    "adts": ("adts", "aac", 16_000, "aac"),
    "mp4": ("mp4", "aac", 48_000, "mp4"),
    "flac": ("flac", "flac", 22_050, "flac"),
}


def seconds(length: float, rate: int = RATE) -> Signal:
    """Time axis of a signal, in seconds."""
    return np.arange(round(length * rate), dtype=np.float32) / rate


def probe_signal(rate: int = RATE, channels: int = 1) -> Signal:
    """2 s with a 1 kHz tone from 0.5 to 1.5 s; the second channel is half as loud."""
    time = seconds(2.0, rate).astype(np.float64)
    tone = np.where((time >= 0.5) & (time < 1.5), 0.4 * np.sin(2 * np.pi * 1000 * time), 0.0)
    return np.stack([tone / (1 + channel) for channel in range(channels)]).astype(np.float32)


def noise(length: float, level: float = 0.003, seed: int = 0) -> Signal:
    """White noise, shape (n,) at 16 kHz."""
    return (np.random.default_rng(seed).standard_normal(round(length * RATE)) * level).astype(np.float32)


def ring_back(length: float, until: float, *, on: float = 1.0, off: float = 4.0, hertz: float = 450.0) -> Signal:
    """A ring-back tone that ends at `until`, shape (n,) at 16 kHz."""
    time = seconds(length).astype(np.float64)
    tone = 0.18 * np.sin(2 * np.pi * hertz * time)
    return (tone * (time % (on + off) < on) * (time < until)).astype(np.float32)


def babble(length: float, seed: int = 0) -> Signal:
    """Speech-like sound: gliding harmonics in syllables of 0.2 s with pauses, shape (n,) at 16 kHz."""
    rng = np.random.default_rng(seed)
    parts: list[Signal] = []
    while sum(len(part) for part in parts) < length * RATE:
        parts.append(_syllable(rng) if rng.random() < 0.8 else np.zeros(RATE // 4, np.float32))
    return np.concatenate(parts)[: round(length * RATE)]


def _syllable(rng: np.random.Generator) -> Signal:
    time = seconds(0.2).astype(np.float64)
    pitch = np.linspace(*rng.uniform(120, 260, 2), len(time))
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    weights = rng.uniform(0.2, 1.0, 20)
    voice = sum(weight * np.sin((index + 1) * phase) for index, weight in enumerate(weights))
    return (0.03 * voice * np.sin(np.pi * time / 0.2)).astype(np.float32)


def melody(length: float, seed: int = 0) -> Signal:
    """Decaying chords in the manner of hold music, shape (n,) at 16 kHz."""
    rng = np.random.default_rng(seed)
    time = seconds(0.4).astype(np.float64)
    parts = []
    for _ in range(int(length / 0.4) + 1):
        root = 261.6 * 2 ** (rng.choice([0, 2, 4, 5, 7, 9]) / 12)
        notes = [root * ratio * h for ratio in (1, 1.26, 1.5) for h in (1, 2, 3)]
        parts.append(sum(np.sin(2 * np.pi * note * time) for note in notes) * np.exp(-2 * time) * 0.03)
    return np.concatenate(parts)[: round(length * RATE)].astype(np.float32)


def encode(
    path: Path,
    samples: Signal,
    rate: int,
    container: str,
    encoder: str,
    *,
    stamped: bool = True,
    bit_rate: int | None = None,
) -> Path:
    """Write samples (channels, n) at `rate` to `path`; without `stamped` the encoder delay stays undeclared."""
    layout = {1: "mono", 2: "stereo", 3: "2.1"}[len(samples)]
    with av.open(str(path), "w", format=container) as output:
        stream = output.add_stream(encoder, rate=rate, layout=layout, options={"strict": "experimental"})
        if bit_rate is not None:
            stream.bit_rate = bit_rate
        resampler = av.AudioResampler(
            stream.codec_context.format, layout, rate, stream.codec_context.frame_size or 1024
        )
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), format="fltp", layout=layout)
        frame.rate = rate
        frame.pts = 0
        for piece in [*resampler.resample(frame), *resampler.resample(None), None]:
            if piece is not None and not stamped:
                piece.pts = None
            output.mux(stream.encode(piece))
    return path


def encode_as(name: str, folder: Path, channels: int = 1) -> Path:
    """The probe signal in one of `ENCODINGS`."""
    container, encoder, rate, extension = ENCODINGS[name]
    return encode(folder / f"probe.{extension}", probe_signal(rate, channels), rate, container, encoder)


def save_wav(path: Path, samples: Signal, rate: int = RATE) -> Path:
    """Write samples (channels, n) as a 16-bit WAV."""
    return encode(path, samples, rate, "wav", "pcm_s16le")


def tone_edges(channel: Signal) -> tuple[float, float]:
    """When the probe's tone begins and ends in samples at 16 kHz, in seconds."""
    carrier = np.exp(-2j * np.pi * 1000 * np.arange(len(channel)) / RATE)
    level = np.abs(np.convolve(channel * carrier, np.full(160, 1 / 160), "same"))
    loud = np.flatnonzero(level > np.median(level[RATE * 3 // 4 : RATE * 5 // 4]) / 2)
    return float(loud[0]) / RATE, float(loud[-1]) / RATE
