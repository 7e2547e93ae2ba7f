"""16-bit WAV files: every browser plays them, and any stretch can be cut out by arithmetic."""

from __future__ import annotations

import io
import os
import struct
import wave
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from pipeline.audio.sample_store import Blocks
from pipeline.domain.times import Seconds

_LOUDEST = 32767
_SAMPLE_BYTES = 2
_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
Samples = npt.NDArray[np.float32]
Play = Callable[[Callable[[Samples], None]], Blocks]


def write_wav(file: BinaryIO, play: Play, rate: int, channel: int | None = None) -> int:
    """What ``play`` gives block by block, each of shape (channels, n), or one channel of it; what is louder than 1 is
    cut. Returns how many channels were written.

    Only where something is to be corrected, which is known at the end, is it played a second time.
    """
    writer = _Writer(file, rate, channel)
    whole = play(writer.take)
    if not whole.is_right:
        writer = _Writer(file, rate, channel, whole.correct)
        play(writer.take)
    return writer.finish()


class _Writer:
    """Writes blocks as they come, and before them a header, when their number is known."""

    def __init__(
        self, file: BinaryIO, rate: int, channel: int | None, correct: Callable[[Samples], None] = lambda block: None
    ) -> None:
        self._file, self._rate, self._channel, self._correct = file, rate, channel, correct
        self._channels = 1
        file.seek(0)
        file.truncate()
        file.write(bytes(_HEADER.size))

    def take(self, block: Samples) -> None:
        self._correct(block)
        chosen = block if self._channel is None else block[[min(self._channel, len(block) - 1)]]
        self._channels = len(chosen)
        self._file.write(_as_frames(chosen))

    def finish(self) -> int:
        frame, size = self._channels * _SAMPLE_BYTES, self._file.tell() - _HEADER.size
        self._file.seek(0)
        self._file.write(
            _HEADER.pack(
                b"RIFF",
                size + _HEADER.size - 8,
                b"WAVE",
                b"fmt ",
                16,
                wave.WAVE_FORMAT_PCM,
                self._channels,
                self._rate,
                self._rate * frame,
                frame,
                8 * _SAMPLE_BYTES,
                b"data",
                size,
            )
        )
        return self._channels


def _as_frames(samples: Samples) -> bytes:
    return np.ascontiguousarray((np.clip(samples, -1.0, 1.0) * _LOUDEST).T).astype("<i2").tobytes()


def overwrite(file: BinaryIO, first: int, samples: Samples) -> None:
    """Put ``samples`` (channels, n) in the place of those from ``first`` on, in a file of :func:`write_wav`."""
    file.seek(_HEADER.size + first * len(samples) * _SAMPLE_BYTES)
    file.write(_as_frames(samples))


def frames_in(file: BinaryIO, channels: int) -> int:
    return (file.seek(0, os.SEEK_END) - _HEADER.size) // (channels * _SAMPLE_BYTES)


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
