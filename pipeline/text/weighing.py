"""How far a stretch of text may sound different and still count as the text that was looked for.

The figures were set on several thousand ordinary hotline sentences, so that well recognised speech hardly ever gives a
sound-alike, and on misheard phrases, which must be found. Meaning sets limits that sound does not know: a negation is
never added or lost, a polite 您 is not taken for a blunt 你 in a short phrase.
"""

from __future__ import annotations

from pipeline.text.candidates import Candidate
from pipeline.text.sound import Heard, Syllable, cost

SAME_SOUND = 0.0
ADDED_OR_MISSING = 0.4
LIGHT = frozenset("的了吧吗呢啊呀嘛啦儿一个哦嗯呃哈地得着")  # these get lost, or slip in, without a change of meaning
NEGATIONS = frozenset("不没别未无非莫勿甭")
_SHORT = 3  # syllables: too little context to look over a pause, or over 您 for 你


def budget(syllables: int, lenient: bool) -> float:
    """The highest total cost. ``lenient``: the text stands in a context that leaves little doubt, as in a script."""
    if syllables == 2:
        return 0.17 if lenient else SAME_SOUND
    return {3: 0.2, 4: 0.4}.get(syllables, min(0.11 * syllables, 1.0)) * (1.5 if lenient else 1.0)


def dearest(syllables: int, lenient: bool) -> float:
    """The highest cost of any one syllable."""
    return {2: 0.17, 3: 0.2, 4: 0.3}.get(syllables, 0.42) + (0.1 if lenient else 0.0)


def score(candidate: Candidate, spelt: str, heard: Heard, lenient: bool = False) -> float:
    """0.6-0.95 where the candidate counts as heard, else 0. ``spelt`` are the characters that were looked for."""
    start, end = candidate.start, candidate.end
    pairs = _pairs(candidate, spelt, heard.normal.text[start:end])
    if pairs is None or not _meaning_kept(pairs, candidate, heard) or not _plausible(pairs, heard, start, end):
        return 0.0
    length = len(spelt)
    total, allowed = _total(candidate, heard.sounds[start:end], dearest(length, lenient)), budget(length, lenient)
    if total > allowed + 1e-9:
        return 0.0
    best = {2: 0.7, 3: 0.8}.get(length, 0.95)  # short words sound like many others
    return round(best - (best - 0.6) * total / allowed, 3) if allowed else best


def _pairs(candidate: Candidate, spelt: str, text: str) -> list[tuple[str, str]] | None:
    """Expected and heard characters, side by side; None where a weighty syllable is missing or added."""
    if candidate.added is not None:
        at = candidate.added - candidate.start
        if text[at] not in LIGHT:
            return None
        text = text[:at] + text[at + 1 :]
    if candidate.missing is not None:
        if spelt[candidate.missing] not in LIGHT:
            return None
        spelt = spelt[: candidate.missing] + spelt[candidate.missing + 1 :]
    return list(zip(spelt, text, strict=True))


def _meaning_kept(pairs: list[tuple[str, str]], candidate: Candidate, heard: Heard) -> bool:
    for expected, got in pairs:
        if expected != got and got in NEGATIONS:
            return False
        if expected == "你" and got == "您" and len(pairs) <= _SHORT:
            return False
    sounds = heard.sounds[candidate.start : candidate.end]
    if candidate.added is not None or candidate.missing is not None:
        return True
    return all(
        a == b or a not in NEGATIONS or said[:2] == got[:2]
        for (a, b), said, got in zip(pairs, candidate.spoken.sounds, sounds, strict=True)
    )


def _plausible(pairs: list[tuple[str, str]], heard: Heard, start: int, end: int) -> bool:
    """A misheard phrase keeps some of its characters, and a short one is said without a pause."""
    same = sum(expected == got for expected, got in pairs)
    if len(pairs) <= _SHORT:
        offsets = heard.normal.offsets
        return same >= len(pairs) - 2 and offsets[end - 1] - offsets[start] == end - 1 - start
    return same >= 2 or 2 * same >= len(pairs)


def _total(candidate: Candidate, got: tuple[Syllable, ...], limit: float) -> float:
    """The summed cost of all syllables; infinite where one costs more than ``limit``."""
    said, extra = candidate.spoken.sounds, 0.0
    if candidate.added is not None:
        at = candidate.added - candidate.start
        got, extra = got[:at] + got[at + 1 :], ADDED_OR_MISSING
    if candidate.missing is not None:
        said, extra = said[: candidate.missing] + said[candidate.missing + 1 :], ADDED_OR_MISSING
    costs = list(map(cost, said, got))
    return sum(costs) + extra if max(costs) <= limit else float("inf")
