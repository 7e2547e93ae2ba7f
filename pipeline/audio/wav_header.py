"""The sizes in a WAV header, which recorders leave wrong when they are killed."""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from io import BufferedReader

_UNKNOWN = (0, 0xFFFFFFFF)
_MOST_CHUNKS = 64


@dataclass(frozen=True, slots=True)
class WavSizes:
    """The declared and the real length of the samples, in bytes."""

    declared: int
    available: int
    trailer_is_chunk: bool

    @property
    def unfinished(self) -> bool:
        """The header's size is a place-holder, or sound goes on behind it."""
        grew_on = self.available - self.declared > 8 and not self.trailer_is_chunk
        return self.declared in _UNKNOWN or grew_on

    @property
    def truncated(self) -> bool:
        """The header promises more than the file holds."""
        return not self.unfinished and self.declared > self.available


def wav_sizes(file: BufferedReader) -> WavSizes | None:
    """Sizes of a RIFF/WAVE file's samples, or None for any other content; the position in `file` is kept."""
    position = file.tell()
    try:
        file.seek(0)
        head = file.read(12)
        if head[:4] != b"RIFF" or head[8:12] != b"WAVE":
            return None
        return _find_data(file)
    finally:
        file.seek(position)


def _find_data(file: BufferedReader) -> WavSizes | None:
    for _ in range(_MOST_CHUNKS):
        chunk = file.read(8)
        if len(chunk) < 8:
            return None
        name, size = struct.unpack("<4sI", chunk)
        if name == b"data":
            return _measure(file, size)
        file.seek(size + size % 2, os.SEEK_CUR)
    return None


def _measure(file: BufferedReader, declared: int) -> WavSizes:
    start = file.tell()
    available = file.seek(0, os.SEEK_END) - start
    file.seek(start + declared + declared % 2)
    trailer = file.read(4)
    return WavSizes(declared, available, len(trailer) == 4 and trailer.decode("latin-1").strip().isalnum())
