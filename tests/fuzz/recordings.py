"""Recordings of every kind with bytes changed, lost, doubled: each is decoded or refused in words, in bounded time and
memory. They are decoded in processes of their own, so that one that ends a process is noticed."""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np

RATE, SECONDS = 8000, 1.5
KINDS = {
    "wav": ("pcm_s16le", "wav"),
    "alaw.wav": ("pcm_alaw", "wav"),
    "mulaw.wav": ("pcm_mulaw", "wav"),
    "mp3": ("libmp3lame", "mp3"),
    "ogg": ("libvorbis", "ogg"),
    "opus": ("libopus", "ogg"),
    "flac": ("flac", "flac"),
    "m4a": ("aac", "mp4"),
    "aac": ("aac", "adts"),
    "mp4": ("aac", "mp4"),
}
TOGETHER = 25  # recordings in one process
LONGEST = 10.0  # seconds for each of them on a quiet machine
MOST_MEMORY = 4 * 1024**3
_CHILD = """
import contextlib, sys
with contextlib.suppress(ImportError):
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
from pipeline.audio.decode import decode
from pipeline.audio.errors import RecordingError
for path in sys.argv[1:]:
    try:
        decode(path)
    except RecordingError as error:
        str(error)
    sys.stdout.write(path + "\\n")
    sys.stdout.flush()
""".replace("MOST_MEMORY", str(MOST_MEMORY))


def fuzz_recordings(number: int, seed: int) -> Iterator[str]:
    """A line for each recording that was neither decoded nor refused."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        bases = {name: content for name in KINDS if (content := _recording(Path(folder), name))}
        for start in range(0, number, TOGETHER):
            paths = []
            for index in range(start, min(start + TOGETHER, number)):
                name = chance.choice(list(bases))
                path = Path(folder) / f"{index}.{name}"
                path.write_bytes(_mutated(bases[name], chance))
                paths.append(path)
            yield from _decode(paths, seed)
            for path in paths:
                path.unlink()


def _decode(paths: list[Path], seed: int) -> Iterator[str]:
    while paths:
        try:
            done = subprocess.run(
                [sys.executable, "-c", _CHILD, *map(str, paths)],
                capture_output=True,
                text=True,
                timeout=LONGEST * len(paths) + 60,
                check=False,
            )
            output, why = done.stdout, f"status {done.returncode}: {done.stderr.strip().splitlines()[-1:]}"
            ended = done.returncode == 0
        except subprocess.TimeoutExpired as error:
            output, why, ended = (error.stdout or b"").decode(), "took too long", False
        if ended:
            return
        finished = len(output.splitlines())
        kept = Path(tempfile.gettempdir()) / f"fuzz-{seed}-{paths[finished].name}"
        kept.write_bytes(paths[finished].read_bytes())
        yield f"{kept}: {why}"
        paths = paths[finished + 1 :]


def _recording(folder: Path, name: str) -> bytes:
    """A short tone; empty where this FFmpeg has no such encoder."""
    codec, container = KINDS[name]
    path = folder / f"base.{name}"
    rate = RATE if codec not in ("libopus", "libvorbis") else 48_000
    samples = (np.sin(np.arange(int(rate * SECONDS)) / 9) * 9000).astype("<i2")[None]
    try:
        with av.open(str(path), "w", format=container) as target:
            stream = target.add_stream(codec, rate=rate, layout="mono")
            frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
            frame.sample_rate = rate
            resampler = av.AudioResampler(
                format=stream.codec_context.format,
                layout="mono",
                rate=rate,
                frame_size=stream.codec_context.frame_size or None,
            )
            for part in [*resampler.resample(frame), *resampler.resample(None)]:
                target.mux(stream.encode(part))
            target.mux(stream.encode(None))
    except (av.FFmpegError, ValueError):
        return b""
    return path.read_bytes()


Change = Callable[[bytearray, random.Random], None]


def _mutated(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        chance.choice(_CHANGES)(changed, chance)
    return bytes(changed)


def _flip(content: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 4, 50))):
        if content:
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def _flip_head(content: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 3))):
        if content:
            content[chance.randrange(min(len(content), 120))] = chance.choice(
                (0, 1, 127, 128, 255, chance.randrange(256))
            )


def _cut(content: bytearray, chance: random.Random) -> None:
    del content[chance.randrange(len(content) + 1) :]


def _lose(content: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(content) + 1)
    del content[start : start + chance.choice((1, 3, 40, 2000))]


def _double(content: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(content) + 1)
    content[start:start] = content[start : start + chance.choice((1, 16, 500))] * chance.choice((1, 2, 30))


def _overwrite(content: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(content) + 1)
    length = chance.choice((4, 64, 1000))
    content[start : start + length] = chance.choice((bytes(length), b"\xff" * length, chance.randbytes(length)))


def _grow(content: bytearray, chance: random.Random) -> None:
    content += chance.choice((bytes(5000), chance.randbytes(300), bytes(content[:2000])))


_CHANGES: tuple[Change, ...] = (_flip, _flip_head, _cut, _lose, _double, _overwrite, _grow)
