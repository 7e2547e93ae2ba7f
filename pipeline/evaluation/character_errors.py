"""Character error rate: what was written down against what was said, each speaker apart."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz.distance import Levenshtein

from pipeline.domain.call import Role
from pipeline.evaluation.labelled import LabelledCall
from pipeline.evaluation.outcome import Characters, Result

DIGITS = str.maketrans("0123456789幺两", "零一二三四五六七八九一二")
SPEAKERS = (Role.AGENT, Role.CUSTOMER)


def plain(text: str | None) -> str:
    """Letters only, lower case, digits as Chinese characters: 「工号 017」 and 「工号零幺七」 are the same."""
    return "".join(c for c in text or "" if c.isalnum() or c == "_").lower().translate(DIGITS)


def character_errors(call: LabelledCall, result: Result) -> Iterator[Characters]:
    """Edits between both texts; text that nobody said never costs more than everything that was said."""
    for role in SPEAKERS:
        said = plain(call.text_of(role))
        written = plain("".join(u["text"] for u in result.get("utterances", []) if u.get("role") == role))
        yield Characters(call.channels, min(Levenshtein.distance(said, written), len(said)), len(said))
