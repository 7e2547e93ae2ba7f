"""Recordings without a header, as telephone systems write them: only the file's name tells how they are coded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

_TELEPHONE = (("sample_rate", "8000"),)


@dataclass(frozen=True, slots=True)
class Headerless:
    """FFmpeg's name of the format, and what it has to be told."""

    demuxer: str
    options: tuple[tuple[str, str], ...] = ()


GSM = Headerless("gsm")
G722 = Headerless("g722")
MULAW = Headerless("mulaw", _TELEPHONE)
ALAW = Headerless("alaw", _TELEPHONE)
# The same codes, packed from either end of a byte: RFC 3551, and with it most of what comes from SIP, is the first.
G726 = Headerless("g726le", _TELEPHONE), Headerless("g726", _TELEPHONE)

_BY_ENDING: dict[str, tuple[Headerless, ...]] = {
    ".gsm": (GSM,),
    ".g722": (G722,),
    ".g726": G726,
    **dict.fromkeys((".ulaw", ".ul", ".mulaw"), (MULAW,)),
    **dict.fromkeys((".alaw", ".al"), (ALAW,)),
}
_BY_CODEC: dict[str, tuple[Headerless, ...]] = {
    "gsm": (GSM,),
    "adpcm_g722": (G722,),
    "adpcm_g726le": G726[:1],
    "adpcm_g726": G726[1:],
    "pcm_mulaw": (MULAW,),
    "pcm_alaw": (ALAW,),
}


def headerless_by_name(name: str) -> tuple[Headerless, ...]:
    """The formats that a file of this name may have if it has no header; the first one where nothing else tells."""
    return _BY_ENDING.get(PurePath(name).suffix.lower(), ())


def headerless_by_codec(codec: str | None) -> tuple[Headerless, ...]:
    """The same for a recording of which only FFmpeg's name of its codec is known."""
    return _BY_CODEC.get(codec or "", ())
