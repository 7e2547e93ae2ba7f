"""16-bit WAV files: every browser plays them, and any stretch can be cut out by arithmetic."""

from __future__ import annotations

import io
import wave
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from pipeline.domain.times import Seconds

_AT_ONCE = 1_000_000  # frames
_LOUDEST = 32767


def write_wav(file: BinaryIO, samples: npt.NDArray[np.float32], rate: int) -> None:
    """``samples`` have the shape (channels, n) and lie within -1 and 1; what is louder is cut."""
    with wave.open(file, "wb") as target:
        target.setnchannels(samples.shape[0])
        target.setsampwidth(2)
        target.setframerate(rate)
        for start in range(0, samples.shape[1], _AT_ONCE):
            part = np.clip(samples[:, start : start + _AT_ONCE], -1.0, 1.0) * _LOUDEST
            target.writeframesraw(np.ascontiguousarray(part.T).astype("<i2").tobytes())


def cut(path: Path, start: Seconds, end: Seconds) -> bytes:
    """The stretch ``[start, end)`` of a file that :func:`write_wav` made, as a WAV file of its own."""
    target = io.BytesIO()
    with wave.open(str(path), "rb") as source, wave.open(target, "wb") as part:
        rate, length = source.getframerate(), source.getnframes()
        first = min(round(start * rate), length)
        source.setpos(first)
        part.setparams(source.getparams())
        part.writeframes(source.readframes(max(0, min(round(end * rate), length) - first)))
    return target.getvalue()
