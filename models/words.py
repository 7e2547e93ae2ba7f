"""Chinese text cut into words by jieba's dictionary alone, so that the same text is always cut in the same way."""

from __future__ import annotations

import warnings
from functools import cache
from typing import Any


def words(text: str) -> list[str]:
    """The words of ``text`` in order; together they are the text."""
    cut: list[str] = _tokenizer().lcut(text, HMM=False)
    return cut


@cache
def _tokenizer() -> Any:
    """A tokenizer of our own: jieba's shared one writes a cache file and logs while it loads (about a second)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba still imports pkg_resources, which recent versions complain about
        import jieba

    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


def log_probability(text: str) -> float:
    """Natural logarithm of the probability of the likeliest words, drawn one by one, that make up ``text``."""
    route: dict[int, tuple[float, int]] = {}
    tokenizer = _tokenizer()
    tokenizer.calc(text, tokenizer.get_DAG(text), route)
    return float(route[0][0])
