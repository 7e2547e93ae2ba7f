"""Finds clues in a text by their characters alone: quick, for what is only weighed and never accuses by itself.

Clues are written in the language of :mod:`pipeline.text.patterns`; here ``^`` and ``$`` may also stand inside a group,
and a gap never crosses the end of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pipeline.text.normalise import SENTENCE_MARKS, spelling

USUAL_GAP = 8
_END = "。"
_TOKEN = re.compile(
    r"(?P<gap>…+(?P<width>\d{0,2}))|\{(?P<word>[^{}]*)\}|(?P<mark>[(|)^$])|(?P<text>[^…(){}|^$]+)|(?P<stray>.)"
)
_MARKS = {"(": "(?:", "^": f"(?:^|(?<={_END}))", "$": f"(?={_END}|$)"}
Words = Mapping[str, Sequence[str]]


class ClueError(ValueError):
    """A clue can't be read; the message says why, in Chinese, for the person who wrote it."""


class Clue(NamedTuple):
    """``text[start:end]`` of the original text is a clue of the kind ``key``."""

    key: str
    start: int
    end: int


class ClueFinder:
    """``ClueFinder({"refuse": ["办不(了|成)"]})`` is compiled once; ``find`` may be called from several threads."""

    def __init__(self, clues: Mapping[str, Iterable[str]], words: Words | None = None) -> None:
        """Raises :class:`ClueError` for the first clue that can't be read."""
        self._kinds = {key: _compiled(listed, words or {}) for key, listed in clues.items()}

    def find(self, text: str) -> list[Clue]:
        """Every clue, by kind in the order in which the kinds were given."""
        plain, offsets = _plain(text)
        return [
            Clue(key, offsets[found.start()], offsets[found.end() - 1] + 1)
            for key, kind in self._kinds.items()
            for found in kind.finditer(plain)
            if found.end() > found.start()
        ]


def clue_pattern(clue: str, words: Words) -> str:
    """The clue as a regular expression; raises :class:`ClueError`."""
    written = "".join(_translated(token, words) for token in _TOKEN.finditer(clue.strip()))
    try:
        re.compile(written)
    except re.error:
        raise ClueError("括号不成对，或写法无法读取") from None
    return written


def _compiled(clues: Iterable[str], words: Words) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{clue_pattern(clue, words)})" for clue in clues))


def _translated(token: re.Match[str], words: Words) -> str:
    if token["gap"]:
        return f"[^{_END}]{{0,{token['width'] or USUAL_GAP}}}?"
    if token["word"] is not None:
        if token["word"] not in words:
            raise ClueError(f"没有名为「{token['word']}」的词表")
        return f"(?:{'|'.join(re.escape(spelling(word)) for word in words[token['word']])})"
    if token["mark"]:
        return _MARKS.get(token["mark"], token["mark"])
    if token["stray"]:
        raise ClueError(f"「{token['stray']}」不能出现在这里")
    return re.escape(spelling(token["text"]))


def _plain(text: str) -> tuple[str, list[int]]:
    """Normalised characters and one mark for the end of each sentence, with their offsets in ``text``."""
    characters: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        spelt = spelling(character) or (_END if character in SENTENCE_MARKS else "")
        characters.append(spelt)
        offsets += [offset] * len(spelt)
    return "".join(characters), offsets
