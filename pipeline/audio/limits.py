"""What a recording may be: sizes, rates, containers and codecs."""

from __future__ import annotations

from dataclasses import dataclass

#: Every decoded recording has this rate, in hertz.
SAMPLING_RATE = 16_000

#: FFmpeg demuxer names. Nothing else is opened: playlists and the like can name other files or addresses.
CONTAINERS = ("wav", "mp3", "ogg", "mov", "mp4", "m4a", "flac", "amr", "aac")

#: FFmpeg codec names that belong to the documented recording formats.
CODECS = (
    "pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le", "pcm_alaw", "pcm_mulaw", "gsm_ms",
    "mp3", "opus", "vorbis", "aac", "flac", "amr_nb", "amr_wb",
)  # fmt: skip

#: Decoders that FFmpeg may choose for these codecs under a name of their own.
DECODERS = (*CODECS, "mp3float", "libopus", "libvorbis", "amrnb", "amrwb", "libopencore_amrnb", "libopencore_amrwb")


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds checked before and during decoding; durations in seconds, rates in hertz."""

    max_duration: float = 4 * 3600.0
    min_duration: float = 0.5
    max_bytes: int = 2 * 1024**3
    max_channels: int = 2
    min_sampling_rate: int = 8_000
    max_sampling_rate: int = 48_000


DEFAULT_LIMITS = Limits()
