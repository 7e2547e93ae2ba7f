"""The sizes in a WAV header, which recorders leave wrong when they are killed."""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from io import BufferedReader

_UNKNOWN = (0, 0xFFFFFFFF)
_MOST_CHUNKS = 64
_CHUNKS = frozenset(
    {
        b"data",
        b"LIST",
        b"fact",
        b"fmt ",
        b"bext",
        b"id3 ",
        b"ID3 ",
        b"cue ",
        b"smpl",
        b"inst",
        b"JUNK",
        b"junk",
        b"PEAK",
        b"iXML",
        b"note",
        b"labl",
        b"plst",
        b"cart",
        b"FLLR",
        b"afsp",
    }
)


@dataclass(frozen=True, slots=True)
class WavSizes:
    """The declared and the real length of the samples, in bytes.

    ``missing_pads`` are the places in the file where a byte belongs that keeps chunks at even places; some recorders
    leave it out.
    """

    declared: int
    available: int
    trailer_is_chunk: bool
    missing_pads: tuple[int, ...] = ()

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
    missing: list[int] = []
    for _ in range(_MOST_CHUNKS):
        chunk = file.read(8)
        if len(chunk) < 8:
            return None
        name, size = struct.unpack("<4sI", chunk)
        if name == b"data":
            return _measure(file, size, tuple(missing))
        file.seek(size, os.SEEK_CUR)
        if size % 2 and not _skip_pad(file):
            missing.append(file.tell())
    return None


def _skip_pad(file: BufferedReader) -> bool:
    """Whether there is one: False where a chunk begins already, and none a byte further on."""
    here = file.tell()
    coming = file.read(5)
    padded = coming[:4] not in _CHUNKS or coming[1:] in _CHUNKS
    file.seek(here + padded)
    return padded


class Padded:
    """A WAV file with the bytes put in that it lacks, as a file object that can be read and sought."""

    def __init__(self, file: BufferedReader, missing_pads: tuple[int, ...]) -> None:
        self._file, self._missing = file, missing_pads
        self._at = 0  # with the pads
        self._size = file.seek(0, os.SEEK_END) + len(missing_pads)

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def read(self, size: int = -1) -> bytes:
        wanted, read = self._size - self._at if size < 0 else size, b""
        while len(read) < wanted and self._at < self._size:
            piece = self._piece(wanted - len(read))
            if not piece:
                break
            read += piece
            self._at += len(piece)
        return read

    def _piece(self, most: int) -> bytes:
        """Up to the next pad, or that pad."""
        for number, pad in enumerate(self._missing):
            if self._at == pad + number:
                return b"\0"
            if self._at < pad + number:
                self._file.seek(self._at - number)
                return self._file.read(min(most, pad + number - self._at))
        self._file.seek(self._at - len(self._missing))
        return self._file.read(most)


def _measure(file: BufferedReader, declared: int, missing_pads: tuple[int, ...]) -> WavSizes:
    start = file.tell()
    available = file.seek(0, os.SEEK_END) - start
    file.seek(start + declared + declared % 2)
    trailer = file.read(4)
    is_chunk = len(trailer) == 4 and trailer.decode("latin-1").strip().isalnum()
    return WavSizes(declared, available, is_chunk, missing_pads)
