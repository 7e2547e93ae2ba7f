"""Sentences as counts of character, pinyin and word n-grams, so that a misheard word still looks familiar."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from models.words import words

MERGED_INITIALS = {"zh": "z", "ch": "c", "sh": "s", "n": "l", "r": "l", "f": "h"}
MERGED_FINALS = {"ang": "an", "eng": "en", "ing": "in", "iang": "ian", "uang": "uan", "uo": "o"}
LONGEST_CHARACTERS, LONGEST_SYLLABLES = 3, 3
LONGEST_QUOTING, REPEATED = 4, 3  # characters: of an n-gram; of a stretch that counts as taken up
PAUSE, QUOTED = " ", '"'


@lru_cache(maxsize=8192)
def letters(text: str) -> str:
    """Full width to half width, lower case, nothing but letters and digits."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())


@cache
def syllable(character: str) -> str:
    """The toneless pinyin of one character with what the telephone blurs (zh/z, n/l, f/h, an/ang …) merged."""
    initial, final = exact_syllable(character)
    if not final:
        return character
    return MERGED_INITIALS.get(initial, initial) + MERGED_FINALS.get(final, final)


@cache
def exact_syllable(character: str) -> tuple[str, str]:
    """Initial and final of the toneless pinyin of one character; both are empty for what has no pinyin."""
    from pypinyin import Style, pinyin

    if not "一" <= character <= "鿿":
        return "", ""
    initial = pinyin(character, style=Style.INITIALS, strict=False)[0][0]
    return initial, pinyin(character, style=Style.FINALS, strict=False)[0][0]


def ngrams(text: str) -> Iterator[str]:
    """Character n-grams (1-3) and syllable n-grams (1-3) with the sentence's edges marked."""
    characters = f"^{letters(text)}$"
    for n in range(1, LONGEST_CHARACTERS + 1):
        yield from (characters[i : i + n] for i in range(len(characters) - n + 1))
    syllables = ["^", *map(syllable, characters[1:-1]), "$"]
    for n in range(1, LONGEST_SYLLABLES + 1):
        yield from ("/" + " ".join(syllables[i : i + n]) for i in range(len(syllables) - n + 1))


def word_ngrams(text: str) -> Iterator[str]:
    """Words and pairs of neighbouring words, marked."""
    cut = words(letters(text))
    yield from (f"={word}" for word in cut)
    yield from (f"={first} {second}" for first, second in pairwise(["^", *cut, "$"]))


def said_again(text: str, before: str) -> list[bool]:
    """For each character of ``text`` whether it belongs to a stretch of REPEATED characters that ``before`` holds."""
    again = [False] * len(text)
    for i in range(len(text) - REPEATED + 1):
        stretch = text[i : i + REPEATED]
        if PAUSE not in stretch and stretch in before:
            again[i : i + REPEATED] = [True] * REPEATED
    return again


def quoting_ngrams(said: tuple[str, str]) -> list[str]:
    """Character n-grams (1-4) of ``(text, before)`` with pauses; those that take up words of ``before`` are marked.

    So 「讲得稀烂」 is one thing where it is the speaker's own, and another where the other side has just said it.
    """
    text, before = (f"^{_paused(part)}$" for part in said)
    again = said_again(text, before)
    found = []
    for n in range(1, LONGEST_QUOTING + 1):
        found += [
            f"{QUOTED}{text[i : i + n]}" if any(again[i : i + n]) else text[i : i + n] for i in range(len(text) - n + 1)
        ]
    return found


def _paused(text: str) -> str:
    """Half width, lower case; whatever is no letter or digit is a pause."""
    normal = unicodedata.normalize("NFKC", text).lower()
    return "".join(c if c.isalnum() else PAUSE for c in normal).strip()


def cued_features(sentence: tuple[str, Sequence[str]]) -> list[str]:
    """The n-grams of ``(text, cues)`` and each cue once, marked: what a vectorizer takes, and what can be pickled."""
    text, cues = sentence
    return [*ngrams(text), *word_ngrams(text), *(f"#{cue}" for cue in dict.fromkeys(cues))]
