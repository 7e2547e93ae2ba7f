"""Subtitles: SRT and WebVTT."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.errors import TranscriptFileError
from pipeline.intake.transcripts.speakers import named_in_text
from pipeline.intake.transcripts.spoken import Spoken, Written
from pipeline.intake.vocabulary import Vocabulary
from pipeline.language import _

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2}(?:[.,]\d{1,3})?)"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]{1,50})>")
_MARKUP = re.compile(r"<(?!\|)/?[a-zA-Z0-9][^<>]{0,200}>|\{\\[^{}]{0,50}\}")  # but not SenseVoice's tags


def read_subtitles(text: str, vocabulary: Vocabulary) -> Written:
    """Raises TranscriptFileError where there is no cue."""
    spoken = [_spoken(times, said, vocabulary) for times, said in _cues(text)]
    if not spoken:
        raise TranscriptFileError(_("没有一条带时间的字幕"))
    return Written(tuple(spoken))


def _cues(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Each cue's times with what is said: the lines up to an empty one."""
    times: re.Match[str] | None = None
    said: list[str] = []
    for line in (*text.splitlines(), ""):
        found = _TIMES.fullmatch(line)
        if times and (found or not line.strip()):
            yield times, " ".join(said)
            times, said = None, []
        if found:
            times = found
        elif times:
            said.append(line.strip())


def _spoken(times: re.Match[str], said: str, vocabulary: Vocabulary) -> Spoken:
    voice = _VOICE.match(said)
    plain = _MARKUP.sub("", said)
    speaker, words = (voice[1].strip(), plain) if voice else named_in_text(plain, vocabulary)
    start, end = (_seconds(times.groups()[at : at + 3]) for at in (0, 3))
    return Spoken(start, end, words.strip(), speaker)


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in parts)
    return hours * 3600 + minutes * 60 + seconds
