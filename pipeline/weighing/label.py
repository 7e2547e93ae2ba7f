"""The learned opinion of every agent utterance in its call, so that checks need no model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from models.turn_decision import Row
from models.words import words
from pipeline.domain.call import Call
from pipeline.domain.facts import Passage, TurnLabel
from pipeline.facts.listed import listed
from pipeline.facts.setting import Setting, settings
from pipeline.lexicon import Pack
from pipeline.weighing.deeds import Deeds, deeds
from pipeline.weighing.features import features
from pipeline.weighing.opinions import NOT_ASKED, Opinions, TurnJudge, opinions_of

LEAST = 0.05  # probability from which an utterance is worth a label


@dataclass(frozen=True, slots=True)
class Weighed:
    """One utterance with everything that was found out about it."""

    setting: Setting
    opinions: Opinions
    edges: frozenset[int]
    deeds: Deeds
    row: Row


def label(call: Call, judge: TurnJudge, pack: Pack) -> tuple[TurnLabel, ...]:
    """A label for each agent utterance that may hold a fault, in order."""
    return label_all([call], judge, pack)[0]


def label_all(calls: Sequence[Call], judge: TurnJudge, pack: Pack) -> list[tuple[TurnLabel, ...]]:
    """The labels of each call: the models are asked about all of them together."""
    by_call = weigh_all(calls, judge, pack)
    every = [(number, weighed) for number, own in enumerate(by_call) for weighed in own]
    probabilities = judge.decision.probabilities([weighed.row for _, weighed in every])
    likely = [(n, (w, float(p))) for (n, w), p in zip(every, probabilities, strict=True) if p >= LEAST]
    shares = judge.decision.shares([weighed.row for _, (weighed, _) in likely])
    examples = judge.alike([weighed.setting.text for _, (weighed, _) in likely], pack)
    labels: list[list[TurnLabel]] = [[] for _ in by_call]
    for (number, one), parts, near in zip(likely, shares, examples, strict=True):
        labels[number].append(_label(one, parts, near))
    return [tuple(own) for own in labels]


def weigh_all(calls: Sequence[Call], judge: TurnJudge, pack: Pack) -> list[list[Weighed]]:
    """The figures of each agent utterance of each call: the models are asked about all of them together."""
    around = [settings(call.utterances) for call in calls]
    found = iter(opinions_of([setting for own in around for setting in own], judge, pack))
    opinions = [[next(found) for _ in own] for own in around]
    return [
        [_weighed(own, theirs, at, pack) for at in range(len(own))]
        for own, theirs in zip(around, opinions, strict=True)
    ]


def _weighed(around: Sequence[Setting], found: Sequence[Opinions], at: int, pack: Pack) -> Weighed:
    setting, done = around[at], deeds(around[at], pack)
    edges = word_edges(setting.text)
    hits = listed(setting, edges, pack)
    before = found[at - 1].whole.odds if at else NOT_ASKED
    after = found[at + 1].whole.odds if at + 1 < len(found) else NOT_ASKED
    return Weighed(setting, found[at], edges, done, features(setting, found[at], before, after, hits, done, pack))


def _label(likely: tuple[Weighed, float], shares: Mapping[str, float], examples: tuple[str, ...]) -> TurnLabel:
    weighed, probability = likely
    done = weighed.deeds
    return TurnLabel(
        weighed.setting.spoken.index,
        probability,
        shares,
        passages(weighed.opinions),
        tuple(sorted(done.kinds)),
        tuple(sorted(done.redeems | done.redeems_after)),
        examples,
        tuple(sorted(weighed.edges)),
    )


def passages(opinions: Opinions) -> tuple[Passage, ...]:
    """The parts of an utterance, the most to blame first."""
    parts = opinions.clauses or opinions.sentences
    found = [Passage(part.start, part.end, round(part.odds, 3), part.shares) for part in parts]
    return tuple(sorted(found, key=lambda passage: -passage.odds))


def word_edges(text: str) -> frozenset[int]:
    """Offsets at which a word of ``text`` begins or ends."""
    return frozenset(accumulate(map(len, words(text)), initial=0))
