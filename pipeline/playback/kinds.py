"""Which recordings browsers play as they are."""

from __future__ import annotations

# How a file begins, the codec in it, and the media type under which every current browser plays it.
_PLAYABLE: tuple[tuple[int, bytes, frozenset[str], str], ...] = (
    (8, b"WAVE", frozenset({"pcm_s16le", "pcm_u8"}), "audio/wav"),
    (0, b"ID3", frozenset({"mp3"}), "audio/mpeg"),
    (0, b"\xff\xfb", frozenset({"mp3"}), "audio/mpeg"),
    (0, b"\xff\xf3", frozenset({"mp3"}), "audio/mpeg"),
    (0, b"OggS", frozenset({"opus", "vorbis"}), "audio/ogg"),
    (4, b"ftyp", frozenset({"aac"}), "audio/mp4"),
    (0, b"fLaC", frozenset({"flac"}), "audio/flac"),
)
HEAD_BYTES = 12


def media_type(head: bytes, codec: str | None) -> str | None:
    """The media type of a file that starts with ``head``; None where browsers need another format."""
    for offset, magic, codecs, kind in _PLAYABLE:
        if head[offset : offset + len(magic)] == magic and codec in codecs:
            return kind
    return None
