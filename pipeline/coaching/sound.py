"""The sound of a clip as a small file that every browser plays."""

from __future__ import annotations

import io
import wave

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream

BITS_A_SECOND = 32_000
_FADE = 160  # frames: no click where the clip begins and ends


def as_opus(wav: bytes) -> bytes:
    """Ogg Opus of a 16-bit WAV file."""
    with wave.open(io.BytesIO(wav)) as source:
        rate, channels = source.getframerate(), source.getnchannels()
        samples = np.frombuffer(source.readframes(source.getnframes()), "<i2").reshape(-1, channels)
    mixed = _faded(samples.astype(np.float32).mean(axis=1) / 32768.0)
    target = io.BytesIO()
    with av.open(target, "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=48_000, options={"application": "voip"})
        stream.bit_rate = BITS_A_SECOND
        stream.layout = "mono"
        _encode(mixed, rate, stream, container)
    return target.getvalue()


def _encode(samples: np.ndarray, rate: int, stream: AudioStream, container: av.container.OutputContainer) -> None:
    resampler = AudioResampler(format="fltp", layout="mono", rate=48_000, frame_size=960)
    frame = AudioFrame.from_ndarray(samples[None].astype(np.float32), format="fltp", layout="mono")
    frame.sample_rate = rate
    for part in (*resampler.resample(frame), *resampler.resample(None)):
        container.mux(stream.encode(part))
    container.mux(stream.encode(None))


def _faded(samples: np.ndarray) -> np.ndarray:
    edge = min(_FADE, len(samples) // 2)
    if edge:
        ramp = np.linspace(0.0, 1.0, edge, dtype=np.float32)
        samples[:edge] *= ramp
        samples[-edge:] *= ramp[::-1]
    return samples
