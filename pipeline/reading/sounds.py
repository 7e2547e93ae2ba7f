"""Text as sounds, one code a character, to compare stretches and regular expressions by how they sound.

8 sounds like 八; everything but Hanzi and digits stays itself.
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.text.sound import fold_name, folded, readings


class _SoundTable(dict[int, str]):
    """Code points to sound codes, filled as characters are met; everything but Hanzi and digits stays itself."""

    def __missing__(self, point: int) -> str:
        char = chr(point)
        self[point] = key(char) if 0x4E00 <= point <= 0x9FFF or char in "0123456789" else char
        return self[point]


def key(char: str) -> str:
    """One code for all Hanzi that are usually confused with ``char``: 姓 and 信 share it."""
    return folded(readings(char)[0])


_TABLE = _SoundTable()


class _SpellingTable(dict[int, str]):
    """Code points to their spelt sound, always five letters; punctuation is nothing."""

    def __missing__(self, point: int) -> str:
        sound, char = readings(chr(point))[0], chr(point)
        known = 0x4E00 <= point <= 0x9FFF or char.isalnum()
        self[point] = f"{sound.initial:<2.2}{sound.final:<3.3}" if known else ""
        return self[point]


_SPELLINGS = _SpellingTable()


def spelt_sounds(text: str) -> str:
    """``text`` as initials and finals, five letters a character, to measure how alike two stretches sound."""
    return text.translate(_SPELLINGS)


def sounds(text: str) -> str:
    """``text`` with each Hanzi replaced by the code of its sound: same length, same offsets."""
    return text.translate(_TABLE)


def sound_names(text: str) -> list[str]:
    """The sound of each character as a name that may be stored; characters without one are themselves."""
    return [_name(char) for char in text]


@cache
def _name(char: str) -> str:
    return fold_name(readings(char)[0]) if 0x4E00 <= ord(char) <= 0x9FFF or char in "0123456789" else char


def sound_regex(pattern: str) -> re.Pattern[str]:
    """A regular expression whose Hanzi stand for their sounds; match it against :func:`sounds`."""
    return re.compile(pattern.translate(_TABLE))
