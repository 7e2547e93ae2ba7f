"""Cuts an agent's utterance into the parts about which opinions are asked: sentences, and their clauses."""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.text.sentences import Span, split_sentences

SHORTEST_CLAUSE = 2  # characters: shorter ones join their neighbour
LONGEST = 60  # characters: longer sentences are cut at commas or likely places
_CLAUSE = re.compile(r"[，,、：:；;…\s]+")  # a recogniser writes a space for a pause


def sentence_spans(text: str) -> list[Span]:
    """Offsets ``[start, end)`` of the sentences."""
    return split_sentences(text, longest=LONGEST)


def clause_spans(text: str, sentence: Span) -> list[Span]:
    """Offsets in ``text`` of the parts of a sentence between commas; nothing for a sentence of one part."""
    start, stop = sentence
    cuts = [start]
    for found in _CLAUSE.finditer(text, start, stop):
        if found.start() - cuts[-1] >= SHORTEST_CLAUSE and stop - found.end() >= SHORTEST_CLAUSE:
            cuts.append(found.end())
    return list(pairwise([*cuts, stop])) if len(cuts) > 1 else []


def clause_texts(sentence: str) -> list[str]:
    """The parts of a sentence that stands alone."""
    return [sentence[a:b] for a, b in clause_spans(sentence, (0, len(sentence)))]
