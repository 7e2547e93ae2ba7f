"""Leave one author out: how fairly each author's labelled calls are judged by models that read nothing by that author.

    python -m benchmarks.authors                 # the repository's labelled turns
    python -m benchmarks.authors FOLDER          # with further authors (files as in data/turns)

A finding is right where its turn holds a labelled fault; each fault is found once. Pairs count as calls of few turns.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from models.training.corpus import read_sentences
from models.training.labelled_turns import LabelledTalk, read_talks, turn_files
from models.training.turn_decision import train_decision
from models.training.turn_reader import ReaderTraining
from pipeline.checks.case import Case
from pipeline.checks.forbidden_phrases import forbidden_phrases
from pipeline.domain.facts import Facts
from pipeline.domain.finding import Finding
from pipeline.lexicon import Pack
from pipeline.weighing.label import label_all
from pipeline.weighing.opinions import TurnJudge
from pipeline.weighing.train import also_misheard, as_call, decided_unseen, readings_of


@dataclass
class Figures:
    """Sums over talks: findings matched with faults by turn, and by turn and category."""

    found: int = 0
    labelled: int = 0
    right: int = 0
    right_category: int = 0
    clean: int = 0
    accused: int = 0
    certain: int = 0
    certain_fair: int = 0

    def add(self, talk: LabelledTalk, findings: Sequence[Finding]) -> None:
        self.found += len(findings)
        self.labelled += len(talk.faults)
        self.right += _shared((f.utterance for f in findings), (f.turn for f in talk.faults))
        self.right_category += _shared(
            ((f.utterance, f.category) for f in findings), ((f.turn, f.category) for f in talk.faults)
        )
        self.clean += not talk.faults
        self.accused += bool(findings) and not talk.faults
        certain = [f for f in findings if f.certain]
        self.certain += len(certain)
        self.certain_fair += sum(bool(talk.faults_of(f.utterance)) for f in certain)

    def __str__(self) -> str:
        return (
            f"any {_f1(self.right, self.found, self.labelled)}  category "
            f"{_f1(self.right_category, self.found, self.labelled)}  clean accused {self.accused}/{self.clean}  "
            f"certain and fair {self.certain_fair}/{self.certain}"
        )


@dataclass
class Table:
    """The figures of each author, and of all."""

    rows: dict[str, Figures] = field(default_factory=dict)

    def add(self, author: str, talk: LabelledTalk, findings: Sequence[Finding]) -> None:
        for name in (author, "pairs" if talk.pair else "calls"):
            self.rows.setdefault(name, Figures()).add(talk, findings)


def leave_one_out(pack: Pack, judge: TurnJudge, talks: Sequence[LabelledTalk]) -> Table:
    """Every talk judged by a reader and a decision without its author; the sentences are by others anyway."""
    sentences = read_sentences()
    known = also_misheard(talks, sentences)
    readings = [reading for talk in known for reading in readings_of(talk)]
    readers = ReaderTraining(sentences, readings)
    decided = list(decided_unseen(pack, judge.sentences, known, readers))
    table = Table()
    for author, reader in readers.without_each_author():
        decision = train_decision([one for one in decided if one.author != author])
        own = [talk for talk in talks if talk.author == author]
        calls = [as_call(talk) for talk in own]
        labels = label_all(calls, TurnJudge(judge.sentences, reader, decision), pack)
        for talk, call, found in zip(own, calls, labels, strict=True):
            table.add(author, talk, list(forbidden_phrases(Case(call, Facts(labels=found), pack))))
    return table


def _shared(found: Iterable[object], wanted: Iterable[object]) -> int:
    return (Counter(found) & Counter(wanted)).total()


def _f1(right: int, found: int, wanted: int) -> str:
    precision, recall = right / found if found else 1.0, right / wanted if wanted else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return f"F1 {f1:.3f} (P {precision:.2f} R {recall:.2f})"


def main() -> None:
    """Print the figures."""
    from pipeline.hearing.engine import Engine
    from pipeline.settings import load_settings

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", help="files of further authors")
    args = parser.parse_args()
    engine = Engine(load_settings())
    talks = read_talks([*turn_files(), *(turn_files(args.folder) if args.folder else [])])
    for name, figures in leave_one_out(engine.pack, engine.judge, talks).rows.items():
        print(f"{name:6s} {figures}")


if __name__ == "__main__":
    main()
