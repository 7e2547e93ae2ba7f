"""Trains everything that an agent's turn is judged with, on the machine that uses it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from models.sentence_judge import SentenceJudge
from models.training.corpus import HARMLESS, Sentence, read_sentences
from models.training.labelled_turns import Fault, LabelledTalk, misheard, read_talks
from models.training.mishearing import Mishearing
from models.training.sentence_judge import train
from models.training.turn_decision import Decided, train_decision
from models.training.turn_reader import ReaderTraining, Reading
from models.turn_decision import TurnDecision
from pipeline.domain.call import Call, Role, Transcript, Utterance
from pipeline.facts.setting import Setting, settings
from pipeline.lexicon import Pack
from pipeline.text.sentences import Span
from pipeline.weighing.label import weigh_all
from pipeline.weighing.opinions import LexiconCues, TurnJudge
from pipeline.weighing.stretches import clause_spans, clause_texts, sentence_spans

MISHEARD = 0.12  # share of the characters: about what is misheard on the telephone
PACE = 10.0  # seconds from turn to turn in a written talk: only their order matters


def train_judge(pack: Pack, talks: Sequence[LabelledTalk] | None = None) -> TurnJudge:
    """A judge that knows ``pack``, the sentences, and the labelled ``talks`` (default: those of the repository)."""
    read = read_sentences()
    known = also_misheard(read_talks() if talks is None else talks, read)
    sentences = train(lexicon_examples(pack), LexiconCues(pack), clause_texts)
    readings = [reading for talk in known for reading in readings_of(talk)]
    readers = ReaderTraining(read, readings)
    decision = train_decision(list(decided_unseen(pack, sentences, known, readers)))
    return TurnJudge(sentences, readers.reader(), decision)


def also_misheard(talks: Sequence[LabelledTalk], read: Sequence[Sentence]) -> list[LabelledTalk]:
    """The talks as they were written, and once more as they may be heard: calls come through a recogniser."""
    mishearing = Mishearing(sentence.text for sentence in read)
    return [*talks, *(misheard(talk, mishearing, MISHEARD) for talk in talks)]


def decided_unseen(
    pack: Pack, sentences: SentenceJudge, talks: Sequence[LabelledTalk], readers: ReaderTraining
) -> Iterator[Decided]:
    """Every turn as figures of models that had read nothing by its author: the sentences are by others."""
    for author, reader in readers.without_each_author():
        judge = TurnJudge(sentences, reader, UNDECIDED)
        yield from decided(pack, judge, [talk for talk in talks if talk.author == author])


def decided(pack: Pack, judge: TurnJudge, talks: Iterable[LabelledTalk]) -> Iterator[Decided]:
    """Every agent turn of ``talks`` as figures, with its truth."""
    known = list(talks)
    for talk, weighed in zip(known, weigh_all([as_call(talk) for talk in known], judge, pack), strict=True):
        for one in weighed:
            faults = talk.faults_of(one.setting.spoken.index)
            yield Decided(one.row, faults[0].category if faults else "", talk.author, bool(talk.pair))


def as_call(talk: LabelledTalk) -> Call:
    """A written talk as a ready-made transcript."""
    spoken = (Utterance(i, Role(role), i * PACE, (i + 1) * PACE, text) for i, (role, text) in enumerate(talk.turns))
    return Call(talk.id, Transcript(tuple(spoken)))


def lexicon_examples(pack: Pack) -> list[tuple[str, str]]:
    """(label, text) of the examples that a pack's own entries bring along."""
    entries = pack.phrases.values()
    hits = [(entry.category, text) for entry in entries for text in entry.hits]
    return hits + [(HARMLESS, text) for entry in entries for text in entry.misses]


def readings_of(talk: LabelledTalk) -> Iterator[Reading]:
    """Each agent turn, its parts and its faults; a part is bad where it shares something with a labelled phrase."""
    for setting in settings(as_call(talk).utterances):
        faults = [(_span(setting, fault), fault) for fault in talk.faults_of(setting.spoken.index)]
        for kind, spans in _parts(setting.text):
            for start, end in spans:
                within = (f.category for (begin, stop), f in faults if start < stop and end > begin)
                yield Reading((setting.text[start:end], setting.customer), kind, talk.author, next(within, ""))
        for _, fault in faults:
            yield Reading((fault.phrase, setting.customer), "phrase", talk.author, fault.category)


def _parts(text: str) -> Iterator[tuple[str, list[Span]]]:
    sentences = sentence_spans(text)
    yield "whole", [(0, len(text))]
    yield "sentence", sentences if len(sentences) > 1 else []
    yield "clause", [span for sentence in sentences for span in clause_spans(text, sentence)]


def _span(setting: Setting, fault: Fault) -> Span:
    start = setting.text.index(fault.phrase)
    return start, start + len(fault.phrase)


UNDECIDED = TurnDecision(None, None)  # for figures alone
