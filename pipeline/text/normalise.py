"""One spelling for comparison: half width, lower case, no spaces or punctuation - and the way back to the original."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

SENTENCE_MARKS = frozenset("。？！?!；;")
_SENTENCE_MARK = re.compile(f"[{''.join(sorted(SENTENCE_MARKS))}]")
_SYMBOLS_KEPT = frozenset("%+")


class _Foldings(dict[str, str]):
    """What one original character contributes to the normalised text: nothing, one character, or several."""

    def __missing__(self, character: str) -> str:
        folded = "".join(c for c in unicodedata.normalize("NFKC", character).lower() if _is_kept(c))
        self[character] = folded
        return folded


def _is_kept(character: str) -> bool:
    return unicodedata.category(character)[0] in "LN" or character in _SYMBOLS_KEPT


_foldings = _Foldings()


@dataclass(frozen=True, slots=True)
class Normalised:
    """``text[i]`` comes from the original character at code point ``offsets[i]``.

    ``sentences[i]`` counts the sentence marks before ``text[i]``: equal counts mean the same sentence.
    """

    original: str
    text: str
    offsets: tuple[int, ...]
    sentences: tuple[int, ...]

    def original_span(self, i: int, j: int) -> tuple[int, int]:
        """Code-point offsets ``(start, end)`` in the original text of ``text[i:j]``.

        Raises:
            ValueError: when ``text[i:j]`` is not a stretch of the text.
        """
        if not 0 <= i <= j <= len(self.text):
            raise ValueError(f"[{i}:{j}] is not a stretch of {len(self.text)} characters")
        if i == j:
            edge = self.offsets[i] if i < len(self.offsets) else len(self.original)
            return edge, edge
        return self.offsets[i], self.offsets[j - 1] + 1

    def one_sentence(self, i: int, j: int) -> bool:
        """Whether no sentence mark stands inside ``text[i:j]``."""
        return j - i < 2 or self.sentences[i] == self.sentences[j - 1]


def spelling(text: str) -> str:
    """The normalised characters alone, for comparing two texts."""
    return "".join(map(_foldings.__getitem__, text))


def normalise(text: str) -> Normalised:
    """The text for comparison, with a map from each of its characters back to the original.

    >>> normalise("您好，ＡＢＣ！").text
    '您好abc'
    """
    pieces = list(map(_foldings.__getitem__, text))
    normal = "".join(pieces)
    if len(normal) == len(text) and "" not in pieces:
        return Normalised(text, normal, tuple(range(len(text))), (0,) * len(text))
    offsets = _offsets(pieces, len(normal))
    return Normalised(text, normal, offsets, _sentences(text, offsets))


def _offsets(pieces: Sequence[str], length: int) -> tuple[int, ...]:
    """Where each of the ``length`` characters of the joined pieces comes from."""
    if length == len(pieces) - pieces.count(""):  # no character became several
        return tuple(compress(range(len(pieces)), pieces))
    return tuple([i for i, piece in enumerate(pieces) for _ in piece])


def _sentences(text: str, offsets: Sequence[int]) -> tuple[int, ...]:
    """For each of the (rising) offsets, how many sentence marks stand before it."""
    counts: list[int] = []
    marks = [found.start() for found in _SENTENCE_MARK.finditer(text)]
    for number, mark in enumerate((*marks, len(text))):
        counts += [number] * (bisect_left(offsets, mark) - len(counts))
    return tuple(counts)
