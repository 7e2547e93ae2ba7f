"""From a recording file to float samples at 16 kHz, streaming, within limits.

Times stay true: declared encoder delay is removed by FFmpeg (edit lists, LAME and Opus headers), undeclared AAC delay
here; jumps of the time stamps and damaged packets become silence of the same length.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from io import BufferedReader
from pathlib import Path
from typing import Generic, TypeVar

import av
import numpy as np
from av.audio.fifo import AudioFifo
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet

from pipeline.audio import warning
from pipeline.audio.container import check_shape, open_audio, open_file
from pipeline.audio.errors import NoValidSamples, RecordingDamaged, RecordingTooLong, RecordingTooShort
from pipeline.audio.headerless import Headerless
from pipeline.audio.limits import DEFAULT_LIMITS, MIX, SAMPLING_RATE, Limits
from pipeline.audio.sample_store import Blocks, Samples, SampleStore
from pipeline.audio.warning import AudioWarning
from pipeline.audio.wav_header import wav_sizes

_GAP = 0.03
_LONGEST_GAP = 600.0
_LARGE_OFFSET = 0.02
_LEAST_MISSING = 0.1
_TOGETHER = 1.0
_OPUS_HEAD_RATE = slice(12, 16)
B = TypeVar("B", bound=Blocks)


@dataclass(frozen=True, slots=True)
class AudioInfo:
    """What a recording is: duration in seconds, original rate in hertz, FFmpeg codec name, SHA-256 of the file."""

    duration: float
    channels: int
    sampling_rate: int
    codec: str
    container: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Decoded:
    """Samples of shape (channels, n), float32 at 16 kHz, with what was noticed on the way."""

    samples: Samples
    info: AudioInfo
    warnings: tuple[AudioWarning, ...] = ()


def probe(path: str | Path, *, limits: Limits = DEFAULT_LIMITS) -> AudioInfo:
    """What the headers say; the duration is the declared one, 0.0 when unknown.

    Raises a RecordingError when the file is not a supported recording.
    """
    with open_file(path, limits) as file:
        return replace(_examined(file, limits, ()), sha256=_sha256(file))


def examine(path: str | Path, limits: Limits, headerless: Sequence[Headerless] = ()) -> AudioInfo:
    """The same without reading the whole file: its hash is left empty."""
    with open_file(path, limits) as file:
        return _examined(file, limits, headerless)


def _examined(file: BufferedReader, limits: Limits, headerless: Sequence[Headerless]) -> AudioInfo:
    with open_audio(file, limits, headerless) as (container, stream):
        return _info(container, stream, "", _declared_duration(container, stream) or 0.0)


def decode(path: str | Path, *, limits: Limits = DEFAULT_LIMITS, headerless: Sequence[Headerless] = ()) -> Decoded:
    """Decode a recording; what can be saved of a damaged one is kept, with warnings.

    ``headerless`` are the formats that the file may have if it begins like none. Raises a RecordingError when there is
    nothing to analyse or a limit is exceeded.
    """
    with open_file(path, limits) as file:
        store, info, found = _decoded(file, limits, headerless, SampleStore)
        info = replace(info, sha256=_sha256(file))
    samples, repairs = _clean(store)
    return Decoded(samples, info, (*found, *repairs))


def stream(
    path: str | Path,
    take: Callable[[Samples], None],
    *,
    limits: Limits = DEFAULT_LIMITS,
    headerless: Sequence[Headerless] = (),
) -> Blocks:
    """Decode a recording block by block, each given to ``take`` and forgotten, so that its length costs no memory.

    What comes back can :meth:`correct <pipeline.audio.sample_store.Blocks.correct>` the blocks: what :func:`decode`
    takes out is known only at the end. Raises what :func:`decode` raises.
    """
    with open_file(path, limits) as file:
        blocks, _, _ = _decoded(file, limits, headerless, partial(Blocks, take=take))
    blocks.close_block()
    _check_samples(blocks)
    return blocks


def _decoded(
    file: BufferedReader, limits: Limits, headerless: Sequence[Headerless], make: Callable[[int], B]
) -> tuple[B, AudioInfo, list[AudioWarning]]:
    """The samples in what ``make`` makes for so many channels, what the recording is, and what was noticed."""
    sizes = wav_sizes(file)
    with open_audio(file, limits, headerless) as (container, stream):
        reader = _Reader(container, stream, limits, make)
        store = reader.read_all()
        declared = _declared_duration(container, stream)
        info = _info(container, stream, "", store.length / SAMPLING_RATE)
    info = replace(info, channels=store.channels)
    _check_content(store, info, limits)
    found = list(reader.warnings())
    if sizes is not None and sizes.unfinished:
        found.append(warning.header_size())
    elif sizes is not None and sizes.truncated:  # FFmpeg then tells the duration of what is there
        declared = info.duration * sizes.declared / max(1, sizes.available)
        found += _truncation(info.duration, declared, _LEAST_MISSING)
    elif declared is not None:
        found += _truncation(info.duration, declared, max(1.0, 0.02 * declared))
    return store, info, found


def _truncation(decoded: float, declared: float, worth_a_word: float) -> list[AudioWarning]:
    return [warning.truncated(decoded, declared)] if declared - decoded > worth_a_word else []


def _check_content(store: Blocks, info: AudioInfo, limits: Limits) -> None:
    if store.length == 0:
        raise RecordingDamaged(info.container)
    if info.duration < limits.min_duration:
        raise RecordingTooShort(info.duration, limits.min_duration)


def _check_samples(store: Blocks) -> None:
    if store.invalid >= store.length * store.channels:
        raise NoValidSamples


class _Reader(Generic[B]):
    """Pulls frames from one stream, resamples them and keeps them on the time line."""

    def __init__(
        self, container: InputContainer, stream: AudioStream, limits: Limits, make: Callable[[int], B]
    ) -> None:
        self._container = container
        self._stream = stream
        self._limits = limits
        self._alone = len(container.streams) == 1
        self._resampler: AudioResampler | None = None
        self._waiting = AudioFifo()
        self._shape: tuple[str, int, str] | None = None
        self._make = make
        self._channels = 0
        self._store: B | None = None
        self._first: AudioFrame | None = None
        self._delay: AudioFrame | None = None
        self._origin: float | None = None
        self._expected = 0.0
        self._seen = 0
        self._damaged = 0
        self._filled = 0.0
        self._layout_changed = False

    def read_all(self) -> B:
        """Decode to the end of what can be decoded."""
        for frame in self._frames():
            if not self._take(frame):
                break
        self._flush()
        return self._store or self._make(max(1, self._stream.codec_context.channels))

    def warnings(self) -> Iterator[AudioWarning]:
        """What was lost or repaired while reading."""
        if self._damaged:
            yield warning.damaged_packets(self._damaged)
        if self._filled > 2 * _GAP:
            yield warning.gaps_filled(self._filled)
        if self._layout_changed:
            yield warning.layout_changed()
        if self._channels > self._limits.max_channels:
            yield warning.channels_chosen(self._channels, self._limits.channels)

    def _frames(self) -> Iterator[AudioFrame]:
        for packet in self._packets():
            try:
                frames = packet.decode()
            except (av.FFmpegError, EOFError):
                self._damaged += 1
                continue
            if self._first is None and frames:
                self._first = frames[0]
                if self._has_undeclared_delay(packet):
                    self._delay = frames.pop(0)
            yield from frames

    def _packets(self) -> Iterator[Packet[AudioStream]]:
        packets = self._container.demux(self._stream)
        try:
            for packet in packets:
                self._seen += packet.size > 0
                yield packet
        except (av.FFmpegError, EOFError):
            self._damaged += 1

    def _has_undeclared_delay(self, packet: Packet[AudioStream]) -> bool:
        """Whether this first frame is AAC priming that the container does not announce.

        The first frame of AAC is always half a window before the sound; a container that says so gives it a negative
        time or marks it as discarded, and then it never gets here. Beside a video, sound that begins later has true
        time stamps.
        """
        if self._stream.codec_context.codec.canonical_name != "aac" or self._seen != 1:
            return False
        return not packet.pts or (packet.pts > 0 and self._alone)

    def _take(self, frame: AudioFrame) -> bool:
        channels = frame.layout.nb_channels
        if self._store is None:
            check_shape(channels, frame.sample_rate, self._limits)
            self._channels = channels
            self._store = self._make(channels if channels <= self._limits.max_channels else len(self._chosen() or "1"))
        if channels != self._channels:
            self._layout_changed = True
            return False
        self._keep_time(frame)
        self._append(frame)
        self._check_duration()
        return True

    def _keep_time(self, frame: AudioFrame) -> None:
        """Fill the time before a frame that comes later than the sound so far."""
        if self._origin is None:
            self._origin = self._time_of_zero(frame)
        if frame.time is not None:
            gap = frame.time - self._origin - self._expected
            if gap > _LONGEST_GAP:
                self._origin += gap  # a damaged time stamp: hours of silence would be made from a few bytes
                self._damaged += 1
            elif gap > _GAP:
                self._fill(gap)
        self._expected += frame.samples / frame.sample_rate

    def _time_of_zero(self, first: AudioFrame) -> float:
        """The time stamp at which the recording begins: beside a video the container's start, else the first sample."""
        if self._alone or self._container.start_time is None:
            return first.time or 0.0
        delay = self._delay.samples / self._delay.sample_rate if self._delay else 0.0
        return min(self._container.start_time / av.time_base + delay, first.time or 0.0)

    def _fill(self, gap: float) -> None:
        if self._expected + gap > self._limits.max_duration:
            raise RecordingTooLong(self._limits.max_duration)
        self._flush()
        if self._store is not None:
            self._store.append_silence(round(gap * SAMPLING_RATE))
        self._expected += gap
        self._filled += gap

    def _append(self, frame: AudioFrame) -> None:
        shape = (frame.format.name, frame.sample_rate, frame.layout.name)
        if shape != self._shape:
            self._flush()
            self._resampler = AudioResampler(format="fltp", layout=frame.layout, rate=SAMPLING_RATE)
            self._shape = shape
        frame.pts = None
        self._waiting.write(frame)
        if self._waiting.samples >= _TOGETHER * frame.sample_rate:
            self._resample(self._waiting.read())

    def _flush(self) -> None:
        if self._waiting.samples:
            self._resample(self._waiting.read())
        self._resample(None)
        self._waiting = AudioFifo()
        self._resampler = self._shape = None

    def _resample(self, frame: AudioFrame | None) -> None:
        """Many packets at once (a packet may hold 20 ms only): what each call costs is more than its samples."""
        if self._resampler is None or self._store is None:
            return
        for part in self._resampler.resample(frame):
            self._store.append(self._wanted(np.ascontiguousarray(part.to_ndarray())))

    def _wanted(self, samples: Samples) -> Samples:
        """Of more channels than a call has, those that were asked for, or all of them mixed."""
        if len(samples) <= self._limits.max_channels:
            return samples
        chosen = self._chosen()
        return samples[chosen] if chosen else samples.mean(axis=0, keepdims=True)

    def _chosen(self) -> list[int]:
        """The channels that were asked for; none: all of them, mixed."""
        return [] if self._limits.channels == MIX else [int(number) for number in self._limits.channels.split(",")]

    def _check_duration(self) -> None:
        if self._expected > self._limits.max_duration:
            raise RecordingTooLong(self._limits.max_duration)


def _clean(store: SampleStore) -> tuple[Samples, list[AudioWarning]]:
    """Finished samples without offset and within full scale, and what had to be done."""
    samples = store.finish()
    _check_samples(store)
    found = [warning.invalid_samples(store.invalid)] if store.invalid else []
    if store.scale != 1.0:
        found.append(warning.rescaled(store.peak))
    store.correct(samples)
    worst = float(np.max(np.abs(store.offsets)))
    if worst > _LARGE_OFFSET:
        found.append(warning.dc_offset(worst))
    return samples, found


def _info(container: InputContainer, stream: AudioStream, sha256: str, duration: float) -> AudioInfo:
    context = stream.codec_context
    return AudioInfo(
        duration=duration,
        channels=context.channels,
        sampling_rate=_original_rate(stream),
        codec=context.codec.canonical_name,
        container=container.format.name.split(",")[0],
        sha256=sha256,
    )


def _original_rate(stream: AudioStream) -> int:
    """The rate of the recording, in hertz: Opus always decodes at 48 kHz and names the true rate in its header."""
    context = stream.codec_context
    head = bytes(context.extradata or b"")
    if context.codec.canonical_name == "opus" and head[:8] == b"OpusHead":
        rate = int.from_bytes(head[_OPUS_HEAD_RATE], "little")
        if 8_000 <= rate <= 48_000:
            return rate
    return context.sample_rate


def _declared_duration(container: InputContainer, stream: AudioStream) -> float | None:
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return None if container.duration is None else container.duration / av.time_base


def _sha256(file: BufferedReader) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()
