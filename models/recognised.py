"""JSON of other recognisers: what was said when, and which of our turns said it.

Understood are, with times in seconds, `{"segments": [{"start", "end", "text", "confidence"}]}` (`confidence` may be
missing), and, with times in milliseconds, what FunASR gives: sentences (`sentence_info`; `stamp_sents` and `sentences`
of its servers) or a text with the `timestamp` of every character or word.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.asr import AsrTurn
from models.chinese import simplified
from models.errors import OtherFault, OtherRecogniserFailed
from models.hallucination import Removal, RemovedText, compression_ratio, is_subtitle, without_loops
from models.intervals import Interval

MILLISECONDS = 1000.0
TAGS = re.compile(r"<\|[^|<>]*\|>")  # language and mood, as SenseVoice writes them
UNITS = re.compile(r"[A-Za-z0-9]+(?:['.-][A-Za-z0-9]+)*|\S")  # what gets a time of its own: a character or Latin word
LETTERS = re.compile(r"[^\W_]")
SENTENCES = ("sentence_info", "stamp_sents", "sentences")
SURE = 1.0  # of recognisers that don't say how sure they are, as of ready-made transcripts


@dataclass(frozen=True)
class Spoken:
    """A character, word or mark, when it was said, and how sure the recogniser was (0-1)."""

    text: str
    start: float
    end: float
    confidence: float = SURE


def read_json(data: bytes, source: str) -> list[Spoken]:
    """What was said, in order of time. Raises OtherRecogniserFailed naming `source` or the field that is wrong."""
    try:
        answer = json.loads(data)
    except (UnicodeDecodeError, ValueError):
        raise OtherRecogniserFailed(OtherFault.NO_JSON, source) from None
    results = answer if isinstance(answer, list) else [answer]
    try:
        found = [spoken for result in results for spoken in _of_result(result, source)]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        field = str(error.args[0]) if isinstance(error, KeyError) else type(error).__name__
        raise OtherRecogniserFailed(OtherFault.FIELDS, f"{source}, {field}") from None
    return sorted(found, key=lambda spoken: spoken.start)


def turns_of(turns: Sequence[Interval], spoken: Sequence[Spoken]) -> list[AsrTurn]:
    """The turns with what was said in each: every word goes to the turn that it lies in, or nearest to."""
    shares: list[list[Spoken]] = [[] for _ in turns]
    for at, word in enumerate(spoken):
        mark = at and not LETTERS.search(word.text)  # a mark stays with the word before it
        shares[_nearest(spoken[at - 1] if mark else word, turns)].append(word)
    return [_turn(turn, share) for turn, share in zip(turns, shares, strict=True)]


def _of_result(result: Mapping[str, Any], source: str) -> Iterator[Spoken]:
    if "segments" in result:
        for part in result["segments"]:
            sure = _confidence(part.get("confidence", SURE))
            yield from _spread(_text(part["text"]), _seconds(part["start"], 1), _seconds(part["end"], 1), sure)
    elif sentences := next((result[key] for key in SENTENCES if result.get(key)), None):
        for sentence in sentences:
            yield from _of_sentence(sentence)
    elif text := _text(result["text"]):
        if not result.get("timestamp"):
            raise OtherRecogniserFailed(OtherFault.NO_TIMES, source)
        yield from _timed(text, _stamps(result["timestamp"]))


def _of_sentence(sentence: Mapping[str, Any]) -> Iterator[Spoken]:
    """One of FunASR's: its server writes characters with spaces between them, and the mark apart."""
    text = _text(sentence["text"] if "text" in sentence else sentence["text_seg"] + sentence.get("punc", ""))
    stamps = _stamps(sentence.get("timestamp") or sentence.get("ts_list") or [])
    if stamps:
        yield from _timed(text, stamps)
    else:
        start, end = (_seconds(sentence[edge], MILLISECONDS) for edge in ("start", "end"))
        yield from _spread(text, start, end, SURE)


def _timed(text: str, stamps: Sequence[tuple[float, float]]) -> Iterator[Spoken]:
    """Each character or word at its own time, marks at the end of the word before; where there are more or fewer times
    than words, the words are spread over all of it."""
    units = UNITS.findall(text)
    if sum(bool(LETTERS.search(unit)) for unit in units) != len(stamps):
        yield from _spread(text, stamps[0][0], stamps[-1][1], SURE)
        return
    times, last = iter(stamps), stamps[0][0]
    for unit in units:
        start, end = next(times) if LETTERS.search(unit) else (last, last)
        last = end
        yield Spoken(unit, start, end)


def _spread(text: str, start: float, end: float, confidence: float) -> Iterator[Spoken]:
    """A text whose words have no times of their own, evenly."""
    units = UNITS.findall(text)
    step = max(0.0, end - start) / max(1, len(units))
    for at, unit in enumerate(units):
        yield Spoken(unit, start + at * step, start + (at + 1) * step, confidence)


def _stamps(written: Any) -> list[tuple[float, float]]:
    """Times in milliseconds; FunASR's server writes the list as a text."""
    listed = json.loads(written) if isinstance(written, str) else written
    return [(_seconds(start, MILLISECONDS), _seconds(end, MILLISECONDS)) for start, end in listed]


def _seconds(number: Any, a_second: float) -> float:
    value = float(number) / a_second
    if not math.isfinite(value) or value < 0:
        raise ValueError("time")
    return value


def _confidence(number: Any) -> float:
    value = float(number)
    if not 0 <= value <= 1:
        raise ValueError("confidence")
    return value


def _text(written: str) -> str:
    return simplified(TAGS.sub("", written).strip())


def _nearest(word: Spoken, turns: Sequence[Interval]) -> int:
    middle = (word.start + word.end) / 2
    return min(range(len(turns)), key=lambda n: max(turns[n].start - middle, middle - turns[n].end, 0.0))


def _turn(turn: Interval, words: Sequence[Spoken]) -> AsrTurn:
    raw, anchors = _joined(words)
    if is_subtitle(raw):
        text, removed = "", [RemovedText(raw, Removal.SUBTITLE)]
    else:
        text, removed = without_loops(raw)
    said = [word.confidence for word in words if LETTERS.search(word.text)]
    sure = sum(said) / len(said) if said and text else 0.0
    return AsrTurn(
        start=turn.start,
        end=turn.end,
        text=text,
        confidence=round(sure, 4),
        no_speech_prob=0.0,
        avg_logprob=round(math.log(sure), 4) if sure else 0.0,
        compression_ratio=round(compression_ratio(raw), 3),
        removed=tuple(removed),
        anchors=anchors if text == raw else (),
    )


def _joined(words: Sequence[Spoken]) -> tuple[str, tuple[tuple[int, float], ...]]:
    """The text, with a space between Latin words only, and where in it each word's time is."""
    text, anchors = "", []
    for word in words:
        if text and text[-1].isascii() and text[-1].isalnum() and word.text[0].isascii() and word.text[0].isalnum():
            text += " "
        anchors.append((len(text), round(word.start, 2)))
        text += word.text
    return text, tuple(anchors)
