"""How likely a wording is as Chinese: jieba's dictionary as a language model of single words.

Whisper base often writes characters that sound right and are no word (苦刮 for 苦瓜). Among the texts it holds for
possible, the one that consists of commoner words is the better guess.
"""

from __future__ import annotations

import re
from functools import lru_cache

from models.text_features import letters
from models.words import log_probability

_NOT_IDEOGRAPHS = re.compile(r"[^\u4e00-\u9fff]+")
NUMERALS = str.maketrans("0123456789", "零一二三四五六七八九")  # 35 and 三五 are the same words


@lru_cache(maxsize=4096)
def wording_log_probability(text: str) -> float:
    """Natural logarithm of the probability of the likeliest words that make up `text`; marks and Latin don't count."""
    return sum(log_probability(part) for part in _NOT_IDEOGRAPHS.split(letters(text).translate(NUMERALS)) if part)
