"""What a recording may be: sizes, rates, containers and codecs."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.settings import Settings

#: Every decoded recording has this rate, in hertz.
SAMPLING_RATE = 16_000

#: What to do with three channels and more: all of them to one.
MIX = "mix"

#: FFmpeg demuxer names. Nothing else is opened: playlists and the like can name other files or addresses.
CONTAINERS = (
    "wav",
    "mp3",
    "ogg",
    "mov",
    "mp4",
    "m4a",
    "flac",
    "amr",
    "aac",
    "asf",
    "matroska",
    "webm",
    "caf",
    "w64",
    "au",
    "aiff",
)

#: FFmpeg codec names that belong to the documented recording formats.
CODECS = (
    "pcm_u8",
    "pcm_s8",
    "pcm_s16le",
    "pcm_s16be",
    "pcm_s24le",
    "pcm_s24be",
    "pcm_s32le",
    "pcm_s32be",
    "pcm_f32le",
    "pcm_f32be",
    "pcm_f64le",
    "pcm_f64be",
    "pcm_alaw",
    "pcm_mulaw",
    "gsm",
    "gsm_ms",
    "adpcm_ms",
    "adpcm_ima_wav",
    "adpcm_ima_qt",
    "adpcm_g722",
    "adpcm_g726",
    "adpcm_g726le",
    "wmav1",
    "wmav2",
    "wmapro",
    "wmavoice",
    "wmalossless",
    "mp3",
    "opus",
    "vorbis",
    "aac",
    "alac",
    "flac",
    "amr_nb",
    "amr_wb",
)

#: Decoders that FFmpeg may choose for these codecs under a name of their own.
DECODERS = (
    *CODECS,
    "mp3float",
    "libopus",
    "libvorbis",
    "amrnb",
    "amrwb",
    "libopencore_amrnb",
    "libopencore_amrwb",
    "g722",
    "g726",
    "g726le",
    "libgsm",
    "libgsm_ms",
)


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds checked before and during decoding; durations in seconds, rates in hertz."""

    max_duration: float = 4 * 3600.0
    min_duration: float = 0.5
    max_bytes: int = 2 * 1024**3
    max_channels: int = 2
    min_sampling_rate: int = 6_000
    max_sampling_rate: int = 48_000
    channels: str = ""  # of more than ``max_channels``: "mix", or which ones, as "0,1"; empty: refused


DEFAULT_LIMITS = Limits()


def limits_of(settings: Settings) -> Limits:
    return Limits(
        max_duration=settings.max_hours * 3600,
        max_bytes=int(settings.max_megabytes * 1024**2),
        channels=settings.channels,
    )
