"""Text that Whisper wrote but nobody said: subtitles, leaked prompts, loops, words in near silence."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

SUBTITLES = Path(__file__).with_name("hallucinated_subtitles.txt")


class Removal(StrEnum):
    """Why a piece of text was taken out."""

    SUBTITLE = "hallucination"
    PROMPT = "prompt_leak"
    LOOP = "repetition"
    SILENCE = "near_silence"


@dataclass(frozen=True)
class RemovedText:
    """A piece of recognised text that was dropped, and why."""

    text: str
    reason: Removal


@dataclass(frozen=True)
class GuardOptions:
    """Limits of the guards."""

    subtitle_share: float = 0.4
    prompt_share: float = 0.8
    prompt_min_characters: int = 6
    silent_no_speech: float = 0.6
    silent_avg_logprob: float = -1.0
    loop_min_repeats: int = 4
    loop_min_characters: int = 8
    fastest_speech: float = 14.0  # characters a second; nobody reads faster
    slowest_speech: float = 1.0  # characters a second of a stretch longer than `slow_from`; who speaks says more
    slow_from: float = 1.5  # seconds


GUARDS = GuardOptions()


def plain(text: str) -> str:
    """Letters and digits only, lower case."""
    return "".join(character for character in text if character.isalnum()).lower()


@cache
def subtitle_phrases() -> tuple[str, ...]:
    """Read the phrase list that lies beside this file."""
    lines = SUBTITLES.read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def compression_ratio(text: str) -> float:
    """Bytes before over bytes after compression; loops compress well."""
    data = text.encode("utf-8")
    return len(data) / len(zlib.compress(data)) if data else 0.0


def is_subtitle(text: str, options: GuardOptions = GUARDS) -> bool:
    """Say whether known subtitle wording makes up a good part of the text."""
    letters = plain(text)
    covered = sum(len(phrase) for phrase in subtitle_phrases() if phrase in letters)
    return bool(letters) and covered / len(letters) >= options.subtitle_share


def is_prompt_leak(text: str, prompts: Sequence[str], options: GuardOptions = GUARDS) -> bool:
    """Say whether the text is nothing but a piece of what the recogniser was told beforehand."""
    letters = plain(text)
    told = plain("".join(prompts))
    if len(letters) < options.prompt_min_characters or not told:
        return False
    return _longest_shared(letters, told) / len(letters) >= options.prompt_share


def _longest_shared(text: str, other: str) -> int:
    best = 0
    for start in range(len(text)):
        while start + best < len(text) and text[start : start + best + 1] in other:
            best += 1
    return best


def find_loop(text: str, options: GuardOptions = GUARDS) -> tuple[int, int] | None:
    """Find a unit repeated back to back; return the range of all repeats after the first two.

    Digits may repeat in numbers and 对对对 is ordinary speech, so short repeats stay.
    """
    for start in range(len(text)):
        for size in range(1, (len(text) - start) // options.loop_min_repeats + 1):
            end = _repeats_until(text, start, size)
            repeats = (end - start) // size
            if repeats >= options.loop_min_repeats and end - start >= options.loop_min_characters:
                return start + 2 * size, end
    return None


def _repeats_until(text: str, start: int, size: int) -> int:
    unit = text[start : start + size]
    end = start + size
    while text.startswith(unit, end):
        end += size
    return end


def without_loops(text: str, options: GuardOptions = GUARDS) -> tuple[str, list[RemovedText]]:
    """Cut every loop down to two repeats; the cut text is returned too."""
    removed: list[RemovedText] = []
    while (loop := find_loop(text, options)) is not None:
        removed.append(RemovedText(text[loop[0] : loop[1]], Removal.LOOP))
        text = text[: loop[0]] + text[loop[1] :]
    return text, removed


def is_impossible(text: str, seconds: float, options: GuardOptions = GUARDS) -> bool:
    """Say whether nobody could have said so much in that time."""
    return len(plain(text)) > options.fastest_speech * (seconds + 0.5)


def leaves_out(text: str, seconds: float, options: GuardOptions = GUARDS) -> bool:
    """Say whether so little text can't be all that was said in that time."""
    return seconds > options.slow_from and len(plain(text)) < options.slowest_speech * seconds


def reason_to_drop(
    text: str, *, prompts: Sequence[str], no_speech_prob: float, avg_logprob: float, options: GuardOptions = GUARDS
) -> Removal | None:
    """Why the whole text must go, or None."""
    if is_subtitle(text, options):
        return Removal.SUBTITLE
    if is_prompt_leak(text, prompts, options):
        return Removal.PROMPT
    if text and no_speech_prob > options.silent_no_speech and avg_logprob < options.silent_avg_logprob:
        return Removal.SILENCE
    return None
