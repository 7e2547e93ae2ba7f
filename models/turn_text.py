"""From the text of a window to the text of each turn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from models.chinese import simplified
from models.choice import Chosen
from models.hallucination import GuardOptions, RemovedText, compression_ratio, find_loop, is_impossible, leaves_out
from models.intervals import Interval
from models.second_hearing import Sound
from models.whisper import Hearing, TimedText
from models.windows import Piece, Window

PUNCTUATION = "，。？！、；：…,.?!;: "
Anchors = tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Heard:
    """One piece as recognised, in Simplified.

    `anchors` are (offset into text, seconds in the recording); `removed` is text of an earlier try that nobody said;
    `sound` is what the text was heard in.
    """

    piece: Piece
    text: str
    avg_logprob: float
    no_speech_prob: float
    anchors: Anchors
    sound: Sound
    removed: tuple[RemovedText, ...] = ()


def share_out(window: Window, hearing: Hearing, chosen: Chosen, timed: Sequence[TimedText]) -> list[Heard]:
    """Give each piece of the window its own share of the chosen text."""
    shares = split_between(timed, window.speech())
    sounds = [hearing.between(speech.start, speech.end) for speech in window.speech()]
    each = zip(window.pieces, shares, sounds, strict=True)
    return [_heard(piece, share, window, chosen, sound) for piece, share, sound in each]


def split_between(timed: Sequence[TimedText], speech: Sequence[Interval]) -> list[list[TimedText]]:
    """Give each timed text to the stretch of speech it overlaps most, never going back.

    The attention of the first word after a pause often begins inside the pause, so starts alone would give that word to
    the turn before. Punctuation stays with the words before it.
    """
    shares: list[list[TimedText]] = [[] for _ in speech]
    current = 0
    for at, item in enumerate(timed):
        if item.text.strip(PUNCTUATION):
            end = timed[at + 1].start if at + 1 < len(timed) else speech[-1].end
            current = _nearest(item.start, max(end, item.start), speech, current)
        shares[current].append(item)
    return shares


def _nearest(start: float, end: float, speech: Sequence[Interval], earliest: int) -> int:
    middle = (start + end) / 2
    candidates = range(earliest, len(speech))

    def closeness(index: int) -> tuple[float, float]:
        shared = min(end, speech[index].end) - max(start, speech[index].start)
        distance = max(speech[index].start - middle, middle - speech[index].end)
        return max(0.0, shared), -distance

    return max(candidates, key=closeness)


def _heard(piece: Piece, share: Sequence[TimedText], window: Window, chosen: Chosen, hearing: Hearing) -> Heard:
    raw = "".join(item.text for item in share)
    text = simplified(raw.strip())
    offset = len(raw.lstrip()) - len(raw)
    anchors = []
    for item in share:
        anchors.append((max(0, offset), window.recording_time(item.start)))
        offset += len(item.text)
    return Heard(piece, text, chosen.avg_logprob, chosen.no_speech_prob, tuple(anchors), Sound(hearing, text))


def faults(heard: Heard, guards: GuardOptions, highest_compression: float) -> int:
    """Count what speaks against a recognised text; 0 means it may stay."""
    seconds = heard.piece.speech.duration
    return sum(
        (
            2 * (not heard.text.strip(PUNCTUATION)),
            2 * (find_loop(heard.text, guards) is not None),
            compression_ratio(heard.text) > highest_compression,
            is_impossible(heard.text, seconds, guards),
            leaves_out(heard.text, seconds, guards),
        )
    )


def confidence(avg_logprob: float, no_speech_prob: float) -> float:
    """A figure from 0 to 1: mean token probability, less where the model doubts that anybody spoke."""
    doubt = 0.5 * no_speech_prob if avg_logprob < -0.5 else 0.0
    return round(min(1.0, math.exp(min(0.0, avg_logprob))) * (1.0 - doubt), 4)
