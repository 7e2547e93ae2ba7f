"""What the wording of a whole call tells of its kind: n-grams of both speakers, weighed as was learnt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import sqrt

from pipeline.domain.call import Call, Role

OPENING, CLOSING = 6, 4  # utterances
SHORTEST, LONGEST = 2, 3  # characters of an n-gram


def ngrams(call: Call) -> set[str]:
    """The n-grams of a call: as they are, by speaker, and by speaker and place for its begin and its end."""
    spoken = [u for u in call.utterances if u.role is not Role.SYSTEM and u.text.strip()]
    found: set[str] = set()
    for number, utterance in enumerate(spoken):
        speaker = "a" if utterance.role is Role.AGENT else "c"
        place = "O" if number < OPENING else "C" if number >= len(spoken) - CLOSING else ""
        marks = ("", speaker, speaker + place) if place else ("", speaker)
        found |= {mark + gram for gram in _grams(utterance.text) for mark in marks}
    return found


def _grams(text: str) -> Iterator[str]:
    letters = "".join(c for c in text if c.isalnum())
    for length in range(SHORTEST, LONGEST + 1):
        yield from (letters[i : i + length] for i in range(len(letters) - length + 1))


def text_weights(call: Call, learnt: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Log-odds by kind; a kind that nothing was learnt about has none."""
    known = [learnt[gram] for gram in ngrams(call) if gram in learnt]
    sums: dict[str, float] = {}
    for weights in known:
        for kind, weight in weights.items():
            sums[kind] = sums.get(kind, 0.0) + weight
    scale = sqrt(len(known)) or 1.0
    return {kind: total / scale for kind, total in sums.items()}
