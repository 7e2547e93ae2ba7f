"""Which of Whisper's tokens a Chinese telephone call can need.

Two thirds of them are words of other languages; each costs a row in the last product of every decoding step,
for every beam. Without them a step takes two thirds of the time, and no Korean or Russian is heard in a bad line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

FIRST_IDEOGRAPH, LAST_IDEOGRAPH = "\u4e00", "\u9fff"


@dataclass(frozen=True)
class Vocabulary:
    """The tokens that are left, as the ids they had before; a token's new id is its place in `kept`."""

    kept: tuple[int, ...]

    def inward(self, ids: Sequence[int]) -> list[int]:
        """The model's ids of the tokenizer's; tokens that were left out have none."""
        return [self._new[i] for i in ids if i in self._new]

    def outward(self, ids: Sequence[int]) -> list[int]:
        """The tokenizer's ids of the model's."""
        return [self.kept[i] for i in ids]

    def __contains__(self, id: int) -> bool:
        return id in self._new

    @cached_property
    def _new(self) -> dict[int, int]:
        return {old: new for new, old in enumerate(self.kept)}


def needed(tokens: Sequence[str]) -> Vocabulary:
    """The vocabulary without what no Chinese call needs; `tokens` as in Whisper's vocabulary file, by id."""
    return Vocabulary(tuple(id for id, token in enumerate(tokens) if _is_needed(token)))


def _is_needed(token: str) -> bool:
    """Control tokens, parts of characters, ideographs, signs, digits, and Latin words that no space precedes."""
    if token.startswith("<|") and token.endswith("|>"):
        return True
    try:
        text = bytes(_byte_of()[char] for char in token).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return True
    if len(text) > 1 and text.startswith(" ") and any(_is_latin(char) for char in text):
        return False
    return all(_is_latin(c) or FIRST_IDEOGRAPH <= c <= LAST_IDEOGRAPH or not c.isalpha() for c in text)


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


@cache
def _byte_of() -> dict[str, int]:
    """The character that stands for each byte in a byte-level vocabulary: itself where it can be printed."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(0x100) if byte not in printable]
    return {chr(b): b for b in printable} | {chr(0x100 + at): b for at, b in enumerate(others)}
