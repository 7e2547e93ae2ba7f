"""Personal data in text replaced by stars, character by character: every offset stays what it was."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.privacy.kinds import Kind, Kinds
from pipeline.privacy.spans import Span

STAR = "*"
# Characters that stay at the beginning and at the end: 138****8000, 张**.
_KEPT = {Kind.PHONE: (3, 4), Kind.ID_CARD: (2, 0), Kind.BANK_CARD: (0, 4), Kind.NAME: (1, 0)}
_SHORT = 10  # digits of a number of which so many may not be kept


def mask(text: str, found: Iterable[Span], kinds: Kinds) -> str:
    """``text`` without the personal data of ``kinds``; as long as before."""
    characters = list(text)
    for span in found:
        if span.kind in kinds:
            _hide(characters, span)
    return "".join(characters)


def _hide(characters: list[str], span: Span) -> None:
    said = [i for i in range(span.start, min(span.end, len(characters))) if characters[i].isalnum()]
    head, tail = _KEPT.get(span.kind, (0, 0))
    if span.kind is Kind.PHONE and len(said) < _SHORT:
        head, tail = 0, min(2, len(said) // 3)
    for i in said[head : len(said) - tail]:
        characters[i] = STAR
