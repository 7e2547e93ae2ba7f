"""One spelling for comparison: half width, lower case, no spaces or punctuation - and the way back to the original."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

SENTENCE_MARKS = frozenset("。？！?!；;")
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
    offsets, sentences, marks = [], [], 0
    for i, (character, piece) in enumerate(zip(text, pieces, strict=True)):
        marks += character in SENTENCE_MARKS
        for _ in piece:
            offsets.append(i)
            sentences.append(marks)
    return Normalised(text, normal, tuple(offsets), tuple(sentences))
