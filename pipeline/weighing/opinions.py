"""Asks the models about an utterance: as a whole, its sentences, and, where that raises a doubt, its clauses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from models.sentence_judge import SentenceJudge
from models.turn_decision import TurnDecision
from models.turn_reader import TurnReader
from pipeline.facts.setting import Setting
from pipeline.lexicon import Pack
from pipeline.text.normalise import spelling
from pipeline.text.sentences import Span
from pipeline.weighing.stretches import clause_spans, sentence_spans

NOT_ASKED = -5.0  # log-odds where nobody was asked
LIKELY, LIKELY_IN_CALL = -3.5, -1.5  # log-odds of a whole or a sentence from which clauses are worth asking about
LONGEST_CUE = 6  # characters: longer phrases count alike
ROUNDING = 1e-4


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of an utterance: log-odds that it is a fault, by its wording alone and as an answer to the customer.

    ``shares`` by category, given that it is one; ``kinds`` are its log-odds by category as an answer to the customer.
    """

    start: int
    end: int
    wording: float
    in_call: float
    shares: Mapping[str, float]
    kinds: Mapping[str, float]

    @property
    def odds(self) -> float:
        return self.wording + self.in_call


@dataclass(frozen=True, slots=True)
class Opinions:
    """What the models think of an utterance as a whole, of its sentences, and of its clauses (none: not asked)."""

    whole: Stretch
    sentences: tuple[Stretch, ...]
    clauses: tuple[Stretch, ...]

    @property
    def worst(self) -> Stretch:
        """The smallest part that is most to blame."""
        return max(self.clauses or self.sentences or (self.whole,), key=lambda s: s.odds)


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


@dataclass(frozen=True)
class TurnJudge:
    """The trained models together: of sentences, of turns in their call, and the decision from all figures."""

    sentences: SentenceJudge
    reader: TurnReader
    decision: TurnDecision

    def alike(self, texts: Sequence[str], pack: Pack) -> list[tuple[str, ...]]:
        """The nearest violations among the training sentences, for each text."""
        cues = LexiconCues(pack)
        return [opinion.examples for opinion in self.sentences.judge([(text, cues(text)) for text in texts])]


@dataclass(frozen=True, slots=True)
class _Part:
    """``text`` stands at ``[start, end)`` of the utterance with the number ``owner``; ``customer`` spoke before."""

    owner: int
    start: int
    end: int
    text: str
    customer: str


def opinions_of(around: Sequence[Setting], judge: TurnJudge, pack: Pack) -> list[Opinions]:
    """The opinions of every utterance, in order; all parts of a call are asked about together."""
    cues = LexiconCues(pack)
    wholes = [_part(n, s, (0, len(s.text))) for n, s in enumerate(around)]
    known = _asked(wholes + [_part(n, s, span) for n, s in enumerate(around) for span in _sentences(s)], judge, cues)
    doubted = [n for n in range(len(around)) if any(_is_doubtful(stretch) for stretch in known[n])]
    clauses = _asked([_part(n, around[n], span) for n in doubted for span in _clauses(around[n])], judge, cues)
    return [
        Opinions(known[n][0], tuple(known[n][1:]) or (known[n][0],), tuple(clauses.get(n, ())))
        for n in range(len(around))
    ]


def _part(owner: int, setting: Setting, span: Span) -> _Part:
    return _Part(owner, *span, setting.text[span[0] : span[1]], setting.customer)


def _sentences(setting: Setting) -> list[Span]:
    """The sentences; nothing for an utterance of one sentence."""
    spans = sentence_spans(setting.text)
    return spans if len(spans) > 1 else []


def _clauses(setting: Setting) -> list[Span]:
    """The clauses of all sentences, those of one clause whole; nothing where that would be the utterance again."""
    spans = [part for span in sentence_spans(setting.text) for part in clause_spans(setting.text, span) or [span]]
    return spans if len(spans) > 1 else []


def _is_doubtful(stretch: Stretch) -> bool:
    return stretch.wording > LIKELY or stretch.in_call > LIKELY_IN_CALL


def _asked(parts: Sequence[_Part], judge: TurnJudge, cues: LexiconCues) -> dict[int, list[Stretch]]:
    """The opinions about parts, by the number of their utterance."""
    found: dict[int, list[Stretch]] = {}
    opinions = judge.sentences.judge([(p.text, cues(p.text)) for p in parts], explain=False)
    read = judge.reader.read([(p.text, p.customer) for p in parts])
    for part, opinion, heard in zip(parts, opinions, read, strict=True):
        odds = log_odds(opinion.probability)
        stretch = Stretch(part.start, part.end, odds, heard.wrong, opinion.categories, heard.categories)
        found.setdefault(part.owner, []).append(stretch)
    return found


def log_odds(probability: float) -> float:
    """The logarithm of the odds, kept finite."""
    kept = min(max(probability, ROUNDING), 1 - ROUNDING)
    return log(kept / (1 - kept))
