"""The learned opinion of every agent utterance in its call, so that checks need no model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.turn_decision import Row
from pipeline.domain.call import Call
from pipeline.domain.facts import Passage, TurnLabel
from pipeline.lexicon import Pack
from pipeline.weighing.features import Deeds, deeds, features
from pipeline.weighing.hits import Listed, listed
from pipeline.weighing.opinions import NOT_ASKED, Opinions, Stretch, TurnJudge, opinions_of
from pipeline.weighing.setting import Setting, settings

LEAST = 0.05  # probability from which an utterance is worth a label


@dataclass(frozen=True, slots=True)
class Weighed:
    """One utterance with everything that was found out about it."""

    setting: Setting
    opinions: Opinions
    hits: Sequence[Listed]
    deeds: Deeds
    row: Row


def label(call: Call, judge: TurnJudge, pack: Pack) -> tuple[TurnLabel, ...]:
    """A label for each agent utterance that may hold a fault, in order."""
    weighed = weigh(call, judge, pack)
    decision = judge.decision
    probabilities = decision.probabilities([w.row for w in weighed])
    likely = [(w, float(p)) for w, p in zip(weighed, probabilities, strict=True) if p >= LEAST]
    shares = decision.shares([w.row for w, _ in likely])
    examples = judge.alike([w.setting.text for w, _ in likely], pack)
    return tuple(_label(*one) for one in zip(likely, shares, examples, strict=True))


def weigh(call: Call, judge: TurnJudge, pack: Pack) -> list[Weighed]:
    """The figures of each agent utterance, from which the decision is made."""
    return weigh_all([call], judge, pack)[0]


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
    hits = listed(setting.text, setting.customer, done.manner, pack)
    before = found[at - 1].whole.odds if at else NOT_ASKED
    after = found[at + 1].whole.odds if at + 1 < len(found) else NOT_ASKED
    return Weighed(setting, found[at], hits, done, features(setting, found[at], before, after, hits, done, pack))


def _label(likely: tuple[Weighed, float], shares: Mapping[str, float], examples: tuple[str, ...]) -> TurnLabel:
    weighed, probability = likely
    done = weighed.deeds
    return TurnLabel(
        weighed.setting.spoken.index, probability, shares, passages(weighed.opinions, weighed.hits),
        tuple(sorted(done.kinds)), tuple(sorted(done.redeems | done.redeems_after)), examples,
    )  # fmt: skip


def passages(opinions: Opinions, hits: Sequence[Listed]) -> tuple[Passage, ...]:
    """The parts of an utterance by how much their wording is to blame, each with the listed phrase in it, if any."""
    parts = opinions.clauses or opinions.sentences or (opinions.whole,)
    found = [_passage(part, [h for h in hits if h.hit.start < part.end and h.hit.end > part.start]) for part in parts]
    return tuple(sorted(found, key=lambda passage: -passage.odds))


def _passage(part: Stretch, hits: Sequence[Listed]) -> Passage:
    best = max(hits, key=lambda h: (h.stands, h.length), default=None)
    if best is None:
        return Passage(part.start, part.end, part.odds, part.shares)
    return Passage(best.hit.start, best.hit.end, part.odds, part.shares, best.hit.key, best.hit.phrase, best.stands)
