"""How far a stretch of text may sound different and still count as the text that was looked for.

The figures were set on several thousand ordinary hotline sentences, so that well recognised speech hardly ever gives a
sound-alike, and on misheard phrases, which must be found. Meaning sets limits that sound does not know: a negation is
never added or lost, a polite 您 is not taken for a blunt 你 in a short phrase.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from pipeline.text.candidates import Candidate
from pipeline.text.sound import Heard, Syllable, cost, usual_sound

SAME_SOUND = 0.0
ADDED_OR_MISSING = 0.4
LIGHT = frozenset("的了吧吗呢啊呀嘛啦儿一个哦嗯呃哈地得着")  # these get lost, or slip in, without a change of meaning
NEGATIONS = frozenset("不没别未无非莫勿甭")
_SHORT = 3  # syllables: too little context to look over a pause, or over 您 for 你


class Limits(NamedTuple):
    """What a text of some length may cost in all (``budget``) and in one syllable (``dearest``), and its best score."""

    budget: float
    dearest: float
    best: float


@cache
def limits(syllables: int, lenient: bool) -> Limits:
    """``lenient``: the text stands in a context that leaves little doubt, as in a script."""
    dearest = {2: 0.17, 3: 0.2, 4: 0.3}.get(syllables, 0.42) + (0.1 if lenient else 0.0)
    best = {2: 0.7, 3: 0.8}.get(syllables, 0.95)  # short words sound like many others
    return Limits(_budget(syllables, lenient), dearest, best)


def _budget(syllables: int, lenient: bool) -> float:
    if syllables == 2:
        return 0.17 if lenient else SAME_SOUND
    return {3: 0.2, 4: 0.4}.get(syllables, min(0.11 * syllables, 1.0)) * (1.5 if lenient else 1.0)


def score(candidate: Candidate, heard: Heard, lenient: bool = False) -> float:
    """0.6-0.95 where the candidate counts as heard, else 0."""
    aligned = _aligned(candidate, heard)
    if aligned is None:
        return 0.0
    spoken, start, end, _, _ = candidate
    length, different = len(spoken.text), 0
    allowed, dearest, best = limits(length, lenient)
    total = ADDED_OR_MISSING if length != end - start else 0.0
    for expected, got, said in zip(*aligned, strict=True):
        if expected == got:
            continue
        sound = usual_sound(got)
        price = cost(said, sound)
        if price > dearest or not _meaning_kept(expected, got, said, sound, length):
            return 0.0
        total += price
        different += 1
    if total > allowed + 1e-9 or not _plausible(length, different, candidate, heard):
        return 0.0
    return round(best - (best - 0.6) * total / allowed, 3) if allowed else best


def _aligned(candidate: Candidate, heard: Heard) -> tuple[str, str, Sequence[Syllable]] | None:
    """Expected and heard characters, and expected syllables, without the one added or lost; None if it is weighty."""
    (_, spelt, said, _), start, end, added, gone = candidate
    text = heard.normal.text
    if gone is not None:
        if spelt[gone] not in LIGHT:
            return None
        return spelt[:gone] + spelt[gone + 1 :], text[start:end], said[:gone] + said[gone + 1 :]
    if added is None:
        return spelt, text[start:end], said
    return (spelt, text[start:added] + text[added + 1 : end], said) if text[added] in LIGHT else None


def _meaning_kept(expected: str, got: str, said: Syllable, sound: Syllable, length: int) -> bool:
    if got in NEGATIONS or (expected in NEGATIONS and said[:2] != sound[:2]):
        return False
    return not (expected == "你" and got == "您" and length <= _SHORT)


def _plausible(length: int, different: int, candidate: Candidate, heard: Heard) -> bool:
    """A misheard phrase keeps some of its characters, and a short one is said without a pause."""
    if length > _SHORT:
        return length - different >= 2 or 2 * different <= length
    offsets, (_, start, end, _, _) = heard.normal.offsets, candidate
    return different <= 2 and offsets[end - 1] - offsets[start] == end - 1 - start
