"""Asks the sentence judge about everything the agent says, so that checks need no model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from models.sentence_judge import Opinion, SentenceJudge
from models.training.corpus import HARMLESS
from models.training.sentence_judge import train
from pipeline.domain.call import Call, Role
from pipeline.domain.facts import SentenceLabel
from pipeline.lexicon import Pack
from pipeline.text.normalise import spelling
from pipeline.text.sentences import split_sentences

SHORTEST_CLAUSE = 2  # characters: shorter ones join their neighbour
LONGEST_CUE = 6  # characters: longer phrases count alike
LONGEST = 60  # characters: longer sentences are cut at commas or likely places
_CLAUSE = re.compile(r"[，,、：:；;…\s]+")  # a recogniser writes a space for a pause


@dataclass(frozen=True, slots=True)
class _Stretch:
    """``text`` is what stands at ``[start, end)`` of an utterance."""

    utterance: int
    start: int
    end: int
    text: str


def label(call: Call, judge: SentenceJudge, pack: Pack) -> tuple[SentenceLabel, ...]:
    """The judge's opinion of each agent sentence, and of the clauses of those that have several, in order.

    ``probabilities[c]`` is the probability that the sentence is a violation of category ``c``; their sum that it is
    one at all. A label that lies inside another one belongs to a clause.
    """
    sentences = list(_sentences(call))
    clauses = [part for sentence in sentences for part in _clauses(sentence)]
    stretches = sorted([*sentences, *clauses], key=lambda s: (s.utterance, s.start, -s.end))
    cues = LexiconCues(pack)
    opinions = judge.judge([(s.text, cues(s.text)) for s in stretches])
    return tuple(_label(s, o) for s, o in zip(stretches, opinions, strict=True))


def train_judge(pack: Pack) -> SentenceJudge:
    """A judge that knows ``pack``: it learns from the pack's examples too, and what its matches are worth."""
    return train(lexicon_examples(pack), LexiconCues(pack), clause_texts)


def clause_texts(sentence: str) -> list[str]:
    """The parts of a sentence that the judge is asked about besides the whole; nothing for a sentence of one part."""
    return [part.text for part in _clauses(_Stretch(0, 0, len(sentence), sentence))]


@dataclass(frozen=True)
class LexiconCues:
    """What the lexicon finds in a text, as cues for the judge: category, kind of match, length - not the entry."""

    pack: Pack

    def __call__(self, text: str) -> list[str]:
        cues = []
        for hit in self.pack.phrase_matcher.find(text):
            length = min(len(spelling(hit.quote)), LONGEST_CUE)
            cues += ["hit", f"{hit.kind}", f"{hit.kind} {length}", f"{hit.kind} {self.pack.phrases[hit.key].category}"]
        return cues


def lexicon_examples(pack: Pack) -> list[tuple[str, str]]:
    """(label, text) of the examples that a pack's own entries bring along."""
    entries = pack.phrases.values()
    hits = [(entry.category, text) for entry in entries for text in entry.hits]
    return hits + [(HARMLESS, text) for entry in entries for text in entry.misses]


def _label(stretch: _Stretch, opinion: Opinion) -> SentenceLabel:
    shares = {category: opinion.probability * share for category, share in opinion.categories.items()}
    return SentenceLabel(stretch.utterance, stretch.start, stretch.end, shares, opinion.examples)


def _sentences(call: Call) -> Iterator[_Stretch]:
    for spoken in call.by(Role.AGENT):
        for start, end in split_sentences(spoken.text, longest=LONGEST):
            yield _Stretch(spoken.index, start, end, spoken.text[start:end])


def _clauses(sentence: _Stretch) -> list[_Stretch]:
    """The parts between commas; nothing for a sentence of one part."""
    cuts = _cuts(sentence.text)
    parts = [_part(sentence, a, b) for a, b in pairwise(cuts)]
    return parts if len(parts) > 1 else []


def _cuts(text: str) -> list[int]:
    cuts = [0]
    for found in _CLAUSE.finditer(text):
        if found.start() - cuts[-1] >= SHORTEST_CLAUSE and len(text) - found.end() >= SHORTEST_CLAUSE:
            cuts.append(found.end())
    return [*cuts, len(text)]


def _part(sentence: _Stretch, start: int, end: int) -> _Stretch:
    return _Stretch(sentence.utterance, sentence.start + start, sentence.start + end, sentence.text[start:end])
