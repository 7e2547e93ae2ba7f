"""The trust that each entry of a pack has earned: how often its accusations were fair on labelled calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from models.training.corpus import read_sentences
from models.training.labelled_turns import LabelledTalk, read_talks
from models.training.turn_decision import train_decision
from models.training.turn_reader import ReaderTraining
from pipeline.checks.forbidden_phrases import SHOWN_FROM, accusations
from pipeline.domain.call import Call
from pipeline.domain.facts import TurnLabel
from pipeline.facts.listed import listed
from pipeline.facts.setting import settings
from pipeline.lexicon import Pack, Tally
from pipeline.weighing.label import label_all
from pipeline.weighing.opinions import TurnJudge
from pipeline.weighing.train import as_call, decided_unseen, readings_of


def earned(pack: Pack, judge: TurnJudge, talks: Sequence[LabelledTalk] | None = None) -> dict[str, Tally]:
    """The tally of each entry, each talk judged by a reader and a decision that know nothing by its author."""
    known = read_talks() if talks is None else talks
    sentences, readings = read_sentences(), [reading for talk in known for reading in readings_of(talk)]
    readers = ReaderTraining(sentences, readings)
    decided = list(decided_unseen(pack, judge.sentences, known, readers))
    fair: Counter[str] = Counter()
    unfair: Counter[str] = Counter()
    for author, reader in readers.without_each_author():
        decision = train_decision([one for one in decided if one.author != author])
        unseeing = TurnJudge(judge.sentences, reader, decision)
        own = [talk for talk in known if talk.author == author]
        calls = [as_call(talk) for talk in own]
        for talk, call, labels in zip(own, calls, label_all(calls, unseeing, pack), strict=True):
            for turn, rule in _accusing(call, labels, pack):
                (fair if talk.faults_of(turn) else unfair)[rule] += 1
    return {rule: Tally(fair=fair[rule], unfair=unfair[rule]) for rule in sorted({*fair, *unfair})}


def _accusing(call: Call, labels: Sequence[TurnLabel], pack: Pack) -> list[tuple[int, str]]:
    """(utterance, entry) of each listed phrase that a turn would be accused of."""
    around = {setting.spoken.index: setting for setting in settings(call.utterances)}
    return [
        (one.utterance, found.hit.key)
        for one in labels
        if one.probability >= SHOWN_FROM
        for found in accusations(one, listed(around[one.utterance], one.edges, pack), pack)
        if found.hit is not None
    ]
