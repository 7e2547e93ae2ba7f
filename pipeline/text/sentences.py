"""Cuts a text into sentences, with or without punctuation."""

from __future__ import annotations

import re

_END = re.compile(r"[。？！?!；;]+[”」』\"'）)]*")
_COMMA = re.compile(r"[，,、：:]+")
_LIKELY = re.compile(
    r"(?:[吗呢吧啊呀啦嘛]|[好行对是]的)(?=[一-鿿])"
    r"|(?=(?:那您|那我|请问|请您|麻烦您|但是|不过|然后|所以|因为|如果|另外|还有))"
)
Span = tuple[int, int]


def split_sentences(text: str, shortest: int = 4, longest: int = 30) -> list[Span]:
    """Offsets ``[start, end)`` of the sentences in the original text, in order, without blank edges.

    Cut at sentence marks; sentences of more than ``longest`` characters also at commas, then at likely places (after
    final particles, before opening words). Pieces of such a cut have at least ``shortest`` characters.

    >>> [("您好。稍等？"[a:b]) for a, b in split_sentences("您好。稍等？")]
    ['您好。', '稍等？']
    """
    spans: list[Span] = []
    for whole in _cut(text, (0, len(text)), _END, 1):
        for piece in _shortened(text, whole, _COMMA, shortest, longest):
            spans += _shortened(text, piece, _LIKELY, shortest, longest)
    return [trimmed for span in spans if (trimmed := _trim(text, span)) and trimmed[0] < trimmed[1]]


def _shortened(text: str, span: Span, place: re.Pattern[str], shortest: int, longest: int) -> list[Span]:
    return [span] if span[1] - span[0] <= longest else _cut(text, span, place, shortest)


def _cut(text: str, span: Span, place: re.Pattern[str], shortest: int) -> list[Span]:
    """Cut behind each match, unless that leaves a piece of fewer than ``shortest`` characters."""
    start, stop = span
    pieces = []
    for found in place.finditer(text, start, stop):
        if found.end() - start >= shortest and (stop - found.end() >= shortest or found.end() == stop):
            pieces.append((start, found.end()))
            start = found.end()
    return [*pieces, (start, stop)] if start < stop else pieces


def _trim(text: str, span: Span) -> Span:
    piece = text[span[0] : span[1]]
    start = span[0] + len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())
