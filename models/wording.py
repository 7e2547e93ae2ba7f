"""How likely a wording is as Chinese: as single words (jieba's dictionary), and by three characters in a row.

Whisper base often writes characters that sound right and say nothing (苦刮 for 苦瓜). Among the texts it holds for
possible, the one that people would rather write is the better guess. Card of the language model: cards/wording.md; it
is counted by `python -m models.training.wording`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.text_features import letters
from models.words import log_probability as words_log_probability

COUNTED = Path(__file__).with_name("wording.npz")
NUMERALS = str.maketrans("0123456789", "零一二三四五六七八九")  # 35 and 三五 are the same words
RARE, START, END = 0, 1, 2  # what stands for characters that were hardly ever seen, before a stretch and behind it
FIRST_CHARACTER = 3
BITS = 13  # of a character's number: three make a key
ALPHABET = 8000  # characters that may come, seen or not
_NOT_IDEOGRAPHS = re.compile(r"[^\u4e00-\u9fff]+")

Keys = NDArray[np.int64]


def stretches(text: str) -> list[str]:
    """The runs of ideographs in `text`, with digits as numerals; whatever stands between them is left out."""
    return [part for part in _NOT_IDEOGRAPHS.split(text.translate(NUMERALS)) if part]


class Followers:
    """How often which character followed which context of so many characters.

    `keys` (n,) ascending: the context's key shifted by BITS, and the character; `counts` (n,).
    """

    def __init__(self, keys: Keys, counts: Keys) -> None:
        self._keys = keys
        self._sums = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])

    def smoothed(self, contexts: Keys, characters: Keys, shorter: NDArray[np.float64]) -> NDArray[np.float64]:
        """Probabilities (k,) by Witten and Bell: a context with many different followers trusts `shorter` ones more."""
        begin, end = np.searchsorted(self._keys, contexts << BITS), np.searchsorted(self._keys, (contexts + 1) << BITS)
        wanted = contexts << BITS | characters
        at = np.searchsorted(self._keys, wanted)
        seen = (at < len(self._keys)) & (self._keys[np.minimum(at, len(self._keys) - 1)] == wanted)
        followed = np.where(seen, self._sums[np.minimum(at + 1, len(self._keys))] - self._sums[at], 0)
        kinds, total = end - begin, self._sums[end] - self._sums[begin]
        return np.where(kinds > 0, (followed + kinds * shorter) / np.maximum(kinds + total, 1), shorter)


class WordingModel:
    """A character's probability after the two before it, from counts of running text (`models/training/wording.py`)."""

    def __init__(self, file: Path = COUNTED) -> None:
        with np.load(file, allow_pickle=False) as counted:
            self._numbers = {c: n for n, c in enumerate(str(counted["characters"]), FIRST_CHARACTER)}
            by_length = [
                Followers(np.cumsum(counted[f"steps_{n}"], dtype=np.int64), counted[f"counts_{n}"].astype(np.int64))
                for n in (1, 2, 3)
            ]
        self._one, self._two, self._three = by_length

    def log_probability(self, text: str) -> float:
        """Natural logarithm of the probability of the ideographs of `text`; 0.0 where there are none."""
        return float(sum(self._of_stretch(part) for part in stretches(text)))

    def _of_stretch(self, part: str) -> float:
        numbers = [START, START, *(self._numbers.get(character, RARE) for character in part), END]
        before, last, character = (np.array(numbers[i : len(numbers) - 2 + i], dtype=np.int64) for i in range(3))
        p = self._one.smoothed(np.zeros_like(last), character, np.full(len(last), 1 / ALPHABET))
        p = self._two.smoothed(last, character, p)
        return float(np.log(self._three.smoothed(before << BITS | last, character, p)).sum())


@cache
def _model() -> WordingModel:
    return WordingModel()


@lru_cache(maxsize=4096)
def log_probabilities(text: str) -> tuple[float, float]:
    """Natural logarithms of the probability of `text` as words drawn one by one, and character by character.

    Marks and Latin letters don't count; the second is `WordingModel.log_probability` by the counts that come along.
    """
    spoken = letters(text)
    return sum(map(words_log_probability, stretches(spoken))), _model().log_probability(spoken)
