"""Playable copies of recordings in a folder that may be deleted at any time; the oldest make room for new ones."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from pipeline.audio.decode import stream
from pipeline.audio.headerless import headerless_by_codec
from pipeline.audio.limits import DEFAULT_LIMITS, SAMPLING_RATE, Limits
from pipeline.audio.sample_store import Blocks, Samples
from pipeline.domain.times import Interval, Seconds
from pipeline.errors import cause
from pipeline.language import _
from pipeline.playback.kinds import HEAD_BYTES, media_type
from pipeline.playback.peaks import Extremes
from pipeline.playback.wav import cut, frames_in, overwrite, write_wav
from pipeline.privacy.beep import beep
from pipeline.storage.errors import StoreError
from pipeline.storage.recordings import RecordingStore

MOST_BYTES = 4 * 1024**3


@dataclass(frozen=True, slots=True)
class Playable:
    """A file of this machine that a browser plays; ``version`` changes when its bytes do."""

    path: Path
    media_type: str
    version: str


class Copies:
    """Makes copies when they are first asked for, each once, one at a time: decoding takes memory."""

    def __init__(
        self, recordings: RecordingStore, folder: Path, most_bytes: int = MOST_BYTES, limits: Limits = DEFAULT_LIMITS
    ) -> None:
        self._recordings, self._folder, self._most, self._limits = recordings, folder, most_bytes, limits
        self._making = threading.Lock()

    def original(self, sha256: str, codec: str | None) -> Playable | None:
        """The recording as it is, where browsers play it: a copy, where it is kept elsewhere. Raises NotInStore."""
        with self._recordings.open(sha256) as file:
            kind = media_type(file.read(HEAD_BYTES), codec)
        if kind is None:
            return None
        path = self._recordings.path(sha256) or self._made(f"{sha256[:32]}-as-it-is", partial(self._fetch, sha256))
        return Playable(path, kind, sha256[:32])

    def wav(
        self, sha256: str, channel: int | None = None, hidden: Sequence[Interval] = (), codec: str | None = None
    ) -> Path:
        """A 16-bit WAV copy at 16 kHz: of one channel or all, with a tone where something is ``hidden``.

        ``codec`` tells how a recording without a header is read. Raises NotInStore, StoreError, and RecordingError
        where the recording can't be decoded.
        """
        name = _name(sha256, channel, hidden)
        return self._made(name, lambda draft: self._write_wav(sha256, codec, channel, hidden, draft))

    def playable_wav(
        self, sha256: str, channel: int | None = None, hidden: Sequence[Interval] = (), codec: str | None = None
    ) -> Playable:
        return _playable(self.wav(sha256, channel, hidden, codec))

    def clip(
        self,
        sha256: str,
        channel: int | None,
        hidden: Sequence[Interval],
        start: Seconds,
        end: Seconds,
        codec: str | None = None,
    ) -> Playable:
        """The stretch ``[start, end)`` of such a copy."""
        whole = self.wav(sha256, channel, hidden, codec)
        name = f"{whole.stem}-{start:.3f}-{end:.3f}.wav"
        return _playable(self._made(name, lambda draft: draft.write(cut(whole, start, end))))

    def peaks(self, sha256: str, codec: str | None = None) -> dict[str, Any]:
        """``duration`` in seconds, and ``peaks`` of each channel."""
        path = self._made(f"{sha256}.peaks.json", lambda draft: self._write_peaks(sha256, codec, draft))
        found: dict[str, Any] = json.loads(path.read_bytes())
        return found

    def _made(self, name: str, make: Callable[[BinaryIO], object]) -> Path:
        path = self._folder / name
        try:
            if not path.exists():
                with self._making:
                    if not path.exists():
                        self._make(path, make)
            os.utime(path)  # used just now: the oldest are deleted first
        except OSError as error:
            raise StoreError(_("播放文件无法写入：%(cause)s", cause=cause(error))) from error
        return path

    def _make(self, path: Path, make: Callable[[BinaryIO], object]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._make_room()
        draft = path.with_name(f"{path.name}.{os.getpid()}-{os.urandom(4).hex()}.part")
        try:
            with draft.open("xb") as file:
                make(file)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)

    def _make_room(self) -> None:
        """A process that reads a copy while it is deleted keeps what it has opened."""
        files = sorted(((f.stat().st_mtime, f.stat().st_size, f) for f in self._folder.iterdir()), key=lambda f: f[0])
        excess = sum(size for _at, size, _file in files) - self._most
        for _at, size, file in files:
            if excess <= 0:
                return
            file.unlink(missing_ok=True)
            excess -= size

    def _write_wav(
        self, sha256: str, codec: str | None, channel: int | None, hidden: Sequence[Interval], file: BinaryIO
    ) -> None:
        with self._recordings.local(sha256) as path:
            channels = write_wav(file, partial(self._play, path, codec), SAMPLING_RATE, channel)
        length = frames_in(file, channels)
        for interval in hidden:
            first, last = max(0, int(interval.start * SAMPLING_RATE)), min(length, ceil(interval.end * SAMPLING_RATE))
            if first < last:
                overwrite(file, first, _tone(channels, last - first))

    def _fetch(self, sha256: str, file: BinaryIO) -> None:
        with self._recordings.open(sha256) as source:
            shutil.copyfileobj(source, file)

    def _write_peaks(self, sha256: str, codec: str | None, file: BinaryIO) -> None:
        extremes = Extremes(SAMPLING_RATE)
        with self._recordings.local(sha256) as path:
            whole = self._play(path, codec, extremes.take)
        found = {"duration": round(whole.length / SAMPLING_RATE, 2), "peaks": extremes.finish(whole)}
        file.write(json.dumps(found, separators=(",", ":")).encode())

    def _play(self, path: Path, codec: str | None, take: Callable[[Samples], None]) -> Blocks:
        return stream(path, take, limits=self._limits, headerless=headerless_by_codec(codec))


def _tone(channels: int, count: int) -> Samples:
    return beep(np.zeros((channels, count), np.float32), SAMPLING_RATE, [Interval(0.0, count / SAMPLING_RATE)])


def _playable(wav: Path) -> Playable:
    return Playable(wav, "audio/wav", wav.stem[:96])


def _name(sha256: str, channel: int | None, hidden: Sequence[Interval]) -> str:
    parts = [sha256[:32], "all" if channel is None else str(channel)]
    if hidden:
        stretches = json.dumps([[round(h.start, 3), round(h.end, 3)] for h in hidden])
        parts.append(hashlib.sha256(stretches.encode()).hexdigest()[:16])
    return "-".join(parts) + ".wav"
