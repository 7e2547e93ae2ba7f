"""Ready-made transcripts from other recognisers, judged without audio: each format in a file of its own."""

from __future__ import annotations

import codecs
import json
import stat
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.domain.call import Call, HealthIssue, Role, Transcript, Utterance
from pipeline.errors import TranscriptFileError, cause
from pipeline.intake.conventions import Conventions
from pipeline.intake.transcript_format import Format
from pipeline.intake.transcripts.funasr import SENTENCES, Result, read_funasr, result_in
from pipeline.intake.transcripts.limits import MAX_BYTES
from pipeline.intake.transcripts.native import TranscriptFile, read_native
from pipeline.intake.transcripts.speakers import carried_on, with_roles
from pipeline.intake.transcripts.speech_tags import emotions_told, without_tags
from pipeline.intake.transcripts.spoken import MILLISECONDS_NOTE, Spoken, Written, in_seconds
from pipeline.intake.transcripts.subtitles import read_subtitles
from pipeline.intake.transcripts.whisper import WhisperFile, read_whisper
from pipeline.intake.vocabulary import Vocabulary
from pipeline.language import _, _n

MOST_FIELDS = 10  # that a message names
LONGEST_CALL = 86_400 * 7.0  # seconds


@dataclass(frozen=True, slots=True)
class ReadyTranscript:
    """A transcript whose roles may still be open: two speakers of whom nobody said who is the agent."""

    written: Written
    id: str

    def voices(self) -> tuple[str, ...]:
        """The speakers whose role is open: none, or two."""
        return tuple(dict.fromkeys(one.speaker or "" for one in self.written.spoken if one.role is None))

    def of(self, voice: str) -> list[Spoken]:
        return [one for one in self.written.spoken if one.role is None and one.speaker == voice]

    def call(self, agent: str | None = None, confidence: float = 1.0, reasons: tuple[str, ...] = ()) -> Call:
        """The call, ``agent`` being the speaker who was found to be the agent with this ``confidence``."""
        about = self.written.about
        utterances = tuple(_utterance(index, one, agent, confidence) for index, one in enumerate(self.written.spoken))
        health = tuple(HealthIssue("transcript_note", "info", note) for note in self.written.notes)
        return Call(
            self.id,
            Transcript(utterances, asr_model="external"),
            about.direction,
            about.agent_id,
            telephony=about.telephony,
            health=health,
            role_reasons=reasons,
        )


def _utterance(index: int, one: Spoken, agent: str | None, confidence: float) -> Utterance:
    role = one.role or (Role.AGENT if one.speaker == agent else Role.CUSTOMER)
    sure = 1.0 if one.role else confidence
    return Utterance(
        index, role, one.start, max(one.start, one.end), one.text, confidence=one.confidence, role_confidence=sure
    )


def read_transcript(path: Path, id: str, conventions: Conventions, wanted: Format | None = None) -> ReadyTranscript:
    """The transcript at ``path``, called ``id`` where it names no call itself. With ``wanted``, another format is
    refused. Raises TranscriptFileError in words, naming fields but never what is in them."""
    try:
        text = _text(path)
    except OSError as error:
        raise TranscriptFileError(cause(error)) from error
    found, content = guess(text)
    if wanted not in (None, found):
        raise TranscriptFileError(_("内容是 %(found)s 格式，不是 %(wanted)s", found=found, wanted=wanted))
    try:
        written = _written(found, text, content, conventions.vocabulary)
    except ValidationError as error:
        raise TranscriptFileError(_faults(error)) from None
    return ReadyTranscript(_tidy(written, conventions.vocabulary), written.about.id or id)


def guess(text: str) -> tuple[Format, Any]:
    """The format of a transcript, with its JSON where it is some. Raises TranscriptFileError where it is none."""
    if text.startswith("WEBVTT"):
        return Format.VTT, None
    if not text.lstrip().startswith(("{", "[")):
        if "-->" in text:
            return Format.SRT, None
        raise TranscriptFileError(_("不是有效的 JSON（应为 UTF-8 编码），也不是 SRT 或 VTT 字幕"))
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise TranscriptFileError(_("不是有效的 JSON（应为 UTF-8 编码）")) from None
    return _kind_of_json(content), content


def _kind_of_json(content: Any) -> Format:
    """Our own where it looks like nobody else's: its faults are named then."""
    first = content[0] if isinstance(content, list) and content else content
    if isinstance(first, dict) and any(key in first for key in (*SENTENCES, "timestamp")):
        return Format.FUNASR
    return Format.WHISPER if isinstance(first, dict) and "segments" in first else Format.TINGJIAN


def _written(found: Format, text: str, content: Any, vocabulary: Vocabulary) -> Written:
    match found:
        case Format.TINGJIAN:
            return read_native(TranscriptFile.model_validate_json(text))
        case Format.WHISPER:
            return read_whisper(WhisperFile.model_validate(content), vocabulary)
        case Format.FUNASR:
            return read_funasr(Result.model_validate(result_in(content)), vocabulary)
    return read_subtitles(text, vocabulary)


def _tidy(written: Written, vocabulary: Vocabulary) -> Written:
    """In order of time, in seconds, with roles, without tags; what was noticed on the way is noted."""
    spoken, milliseconds = in_seconds(sorted(written.spoken, key=lambda one: (one.start, one.end)))
    if any(one.end > LONGEST_CALL for one in spoken):
        raise TranscriptFileError(_("有的时间超过 7 天"))
    spoken = with_roles(carried_on(spoken), vocabulary)
    notes = [MILLISECONDS_NOTE] if milliseconds else []
    if emotions := emotions_told(spoken):
        notes.append(emotions)
    return replace(
        written, spoken=tuple(replace(one, text=without_tags(one.text)) for one in spoken), notes=tuple(notes)
    )


def _text(path: Path) -> str:
    if not stat.S_ISREG(path.stat().st_mode):  # reading a pipe would wait for ever
        raise TranscriptFileError(_("不是普通文件"))
    if path.stat().st_size > MAX_BYTES:
        raise TranscriptFileError(_("超过 %(most)s MiB", most=MAX_BYTES // 1024**2))
    content = path.read_bytes()
    text = _decoded(content)
    if text is None:
        raise TranscriptFileError(_("编码不是 UTF-8、UTF-16 或 GBK；JSON 只能是 UTF-8"))
    return text


def _decoded(content: bytes) -> str | None:
    """Subtitles come in any encoding, JSON in UTF-8 only."""
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        with suppress(UnicodeDecodeError):
            text = content.decode(encoding)
            return text if encoding == "utf-8-sig" or not text.lstrip().startswith(("{", "[")) else None
    return None


def _faults(error: ValidationError) -> str:
    """Which fields are wrong, never what is in them."""
    found = error.errors(include_input=False, include_url=False)
    if any(e["type"] == "json_invalid" for e in found):
        return _("不是有效的 JSON（应为 UTF-8 编码）")
    fields = list(dict.fromkeys(".".join(str(part) for part in e["loc"]) or _("整个文件") for e in found))
    more = _n(" 等 %(num)s 处", len(fields)) if len(fields) > MOST_FIELDS else ""
    return _("这些字段缺失或不正确：") + "、".join(fields[:MOST_FIELDS]) + more
