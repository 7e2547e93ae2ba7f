"""Opening a media file safely: by content, with an allow list, never another file or address.

FFmpeg reads many formats that only point elsewhere (HLS and DASH playlists, concat lists, SDP). So the file is handed
over as bytes without a name, the demuxer and the decoders come from an allow list that FFmpeg applies before it reads
any header, and no protocol is allowed for whatever a file may refer to.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer
from numpy.typing import NDArray

from pipeline.audio.errors import (
    ChannelMissing,
    NoAudioStream,
    NotAudio,
    RecordingDamaged,
    RecordingEmpty,
    RecordingTooBig,
    RecordingUnreadable,
    TooManyChannels,
    UnsupportedCodec,
    UnsupportedFormat,
    UnsupportedSamplingRate,
    WeChatVoice,
)
from pipeline.audio.headerless import Headerless
from pipeline.audio.limits import CODECS, CONTAINERS, DECODERS, MIX, Limits
from pipeline.audio.wav_header import Padded, wav_sizes
from pipeline.language import _

_OPTIONS = {
    "format_whitelist": ",".join(CONTAINERS),
    "codec_whitelist": ",".join(DECODERS),
    "protocol_whitelist": "none",
}
# About a second in a packet, not 64 ms: what each one costs is more than its samples. FFmpeg looks into the first
# packets for sound of other kinds that calls itself PCM: into as many bytes as before.
_WAV_OPTIONS = {"max_size": "16384", "max_probe_packets": "4"}
_TEXT_BYTES = frozenset(range(0x20, 0x7F)) | {0x09, 0x0A, 0x0D}
_LOOK_AT = 2048
_TRIED_SAMPLES = 80_000
_SILK = b"#!SILK_V3"


class _NamelessFile:
    """Bytes without a name: FFmpeg then guesses the format from the content alone."""

    def __init__(self, file: BufferedReader | Padded) -> None:
        self.read = file.read
        self.seek = file.seek
        self.tell = file.tell


@contextmanager
def open_file(path: str | Path, limits: Limits) -> Iterator[BufferedReader]:
    """A regular file within the size limits, opened for reading.

    Raises RecordingUnreadable, RecordingEmpty or RecordingTooBig.
    """
    with _opened(path, limits) as file:
        yield file


def _opened(path: str | Path, limits: Limits) -> BufferedReader:
    try:
        _check_size(Path(path).stat(), limits)
        return Path(path).open("rb")
    except (OSError, ValueError) as error:
        raise RecordingUnreadable(_cause(error)) from None


def _check_size(status: os.stat_result, limits: Limits) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise RecordingUnreadable(_("这是文件夹，不是录音文件"))
    if not stat.S_ISREG(status.st_mode):
        raise RecordingUnreadable(_("这不是普通文件"))
    if status.st_size == 0:
        raise RecordingEmpty
    if status.st_size > limits.max_bytes:
        raise RecordingTooBig(status.st_size, limits.max_bytes)


def _cause(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return _("文件不存在")
    if isinstance(error, PermissionError):
        return _("没有读取权限")
    return _("系统无法打开该文件")


@contextmanager
def open_audio(
    file: BufferedReader, limits: Limits, headerless: Sequence[Headerless] = ()
) -> Iterator[tuple[InputContainer, AudioStream]]:
    """The container and its first audio stream, checked against the allow lists and `limits`.

    ``headerless`` are the formats that the file may have if its first bytes name none. Raises a RecordingError for
    anything else than a supported recording.
    """
    head = _head(file)
    if _SILK in head[:16]:
        raise WeChatVoice
    raw = headerless and not _container_by_magic(head)
    container = _open_headerless(file, headerless) if raw else _open_container(file)
    with container:
        yield container, _checked_stream(container, limits)


def _open_container(file: BufferedReader) -> InputContainer:
    options = dict(_OPTIONS)
    sizes = wav_sizes(file)
    if sizes is not None:
        options |= _WAV_OPTIONS
    if sizes is not None and sizes.unfinished:
        options["ignore_length"] = "1"
    file.seek(0)
    try:
        whole = Padded(file, sizes.missing_pads) if sizes is not None and sizes.missing_pads else file
        return av.open(_NamelessFile(whole), "r", options=options, metadata_errors="replace")
    except (av.FFmpegError, ValueError, UnicodeError) as error:
        raise _refusal(file, error) from None


def _open_headerless(file: BufferedReader, formats: Sequence[Headerless]) -> InputContainer:
    """Where there is a choice, as the one in which the sound is smoothest: decoded the wrong way, sound is noise."""
    if looks_like_text(_head(file)):
        raise NotAudio(_("文本"))
    if len(formats) > 1:
        formats = sorted(formats, key=lambda one: _roughness(file, one))
    return _open_as(file, formats[0])


def _open_as(file: BufferedReader, chosen: Headerless) -> InputContainer:
    file.seek(0)
    options = {"codec_whitelist": _OPTIONS["codec_whitelist"], "protocol_whitelist": "none", **dict(chosen.options)}
    try:
        return av.open(_NamelessFile(file), "r", format=chosen.demuxer, options=options)
    except (av.FFmpegError, ValueError) as error:
        raise RecordingDamaged(chosen.demuxer) from error


def _roughness(file: BufferedReader, tried: Headerless) -> float:
    """How much the sound jumps from sample to sample, for its loudness."""
    with _open_as(file, tried) as container:
        heard: list[NDArray[np.float64]] = []
        for frame in container.decode(container.streams.audio[0]):
            heard.append(frame.to_ndarray().astype(np.float64).ravel())
            if sum(map(len, heard)) > _TRIED_SAMPLES:
                break
    sound = np.concatenate(heard) if heard else np.zeros(2)
    return float(np.abs(np.diff(sound)).mean() / (np.abs(sound).mean() + 1.0))


def _head(file: BufferedReader) -> bytes:
    file.seek(0)
    return file.read(_LOOK_AT)


def _refusal(file: BufferedReader, error: Exception) -> Exception:
    head = _head(file)
    container = _container_by_magic(head)
    if container:
        return RecordingDamaged(container)
    if looks_like_text(head):
        return NotAudio(_("文本"))
    if isinstance(error, av.InvalidDataError):
        return NotAudio(_("未知数据"))
    return UnsupportedFormat()


def _container_by_magic(head: bytes) -> str | None:
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "wav"
    if head[4:8] == b"ftyp":
        return "mp4"
    magics = {
        b"OggS": "ogg",
        b"fLaC": "flac",
        b"#!AMR": "amr",
        b"ID3": "mp3",
        b".snd": "au",
        b"caff": "caf",
        b"FORM": "aiff",
        b"riff": "w64",
        b"\x30\x26\xb2\x75": "asf",
        b"\x1a\x45\xdf\xa3": "matroska",
    }
    return next((name for magic, name in magics.items() if head.startswith(magic)), None)


def looks_like_text(head: bytes) -> bool:
    """Whether bytes read as plain ASCII or UTF-8 text."""
    if all(byte in _TEXT_BYTES for byte in head):
        return True
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3:
            return False
        text = head[: error.start].decode("utf-8")
    return all(char.isprintable() or char in "\t\r\n\ufeff" for char in text)


def _checked_stream(container: InputContainer, limits: Limits) -> AudioStream:
    if not container.streams.audio:
        raise NoAudioStream
    stream = container.streams.audio[0]
    codec = _codec_name(stream)
    if codec not in CODECS:
        raise UnsupportedCodec(codec)
    check_shape(stream.codec_context.channels, stream.codec_context.sample_rate, limits)
    return stream


def _codec_name(stream: AudioStream) -> str:
    context = stream.codec_context
    return "unknown" if context is None else context.codec.canonical_name


def check_shape(channels: int, rate: int, limits: Limits) -> None:
    """Refuse a number of channels or a rate (hertz) that no telephone recording has; 0 means not known yet.

    Of three channels and more, somebody has to say which are agent and customer: it could only be guessed.
    """
    if channels > limits.max_channels:
        if not limits.channels:
            raise TooManyChannels(channels, limits.max_channels)
        if limits.channels != MIX and max(map(int, limits.channels.split(","))) >= channels:
            raise ChannelMissing(channels, limits.channels)
    if rate and not limits.min_sampling_rate <= rate <= limits.max_sampling_rate:
        raise UnsupportedSamplingRate(rate, limits.min_sampling_rate, limits.max_sampling_rate)
