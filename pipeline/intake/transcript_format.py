"""The formats of ready-made transcripts, by name: apart, because a command line's help needs nothing else of them."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """What a transcript may be; guessed from its content where nobody says."""

    TINGJIAN = "tingjian"
    WHISPER = "whisper"  # and faster-whisper, WhisperX
    FUNASR = "funasr"  # and SenseVoice
    SRT = "srt"
    VTT = "vtt"
