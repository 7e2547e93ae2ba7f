"""How many calls a second one core judges again from stored transcripts, and what the sentence labels cost apart.

    python -m benchmarks.judging                       # the dialogues of tests/accuracy/dialogues/work
    python -m benchmarks.judging FOLDER --copies 4

Every dialogue is judged as it was written and as several recognisers might have written it, so that hardly any text
comes twice. Labels are made in a process of their own: nothing that it remembers helps the judging. Tables that fill
once in a process (characters, patterns, examples) are filled before the clock starts, with other mishearings.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from models.training.corpus import read_sentences
from models.training.mishearing import Mishearing
from pipeline.domain.call import Call
from pipeline.domain.facts import TurnLabel
from pipeline.evaluation.dialogues import dialogue_call, read_script
from pipeline.evaluation.files import read_scripts
from pipeline.judge import judge
from pipeline.lexicon import load_pack
from pipeline.record import as_json
from pipeline.settings import load_settings

DIALOGUES = Path(__file__).resolve().parents[1] / "tests" / "accuracy" / "dialogues" / "work"
MISHEARD = 0.1  # share of the characters
Labels = list[tuple[TurnLabel, ...]]


def transcripts(folder: Path, copies: int) -> tuple[list[Call], list[Call]]:
    """Calls to measure with, and others of the same kind to get ready with."""
    scripts = [read_script(fields) for fields in read_scripts(folder)]
    sentences = [s.text for s in read_sentences()]

    def misheard(seed: int) -> list[Call]:
        mishearing = Mishearing(sentences)
        return [dialogue_call(s, lambda text: mishearing.mishear(text, MISHEARD, seed), timed=True) for s in scripts]

    written = [dialogue_call(s, timed=True) for s in scripts]
    return written + [call for seed in range(1, copies) for call in misheard(seed)], misheard(0)


def seconds_for(work: Callable[[Call], object], calls: list[Call]) -> float:
    """CPU seconds of this process for each call."""
    began = time.process_time()
    for call in calls:
        work(call)
    return (time.process_time() - began) / len(calls)


def labelled(folder: Path, copies: int) -> tuple[Labels, Labels, float]:
    """The labels of every call, those of the others, and CPU seconds for each call."""
    from pipeline.hearing.engine import Engine
    from pipeline.weighing.label import label

    engine = Engine(load_settings())
    calls, others = transcripts(folder, copies)
    found: Labels = []
    ready: Labels = []
    seconds_for(lambda call: ready.append(label(call, engine.judge, engine.pack)), others)
    seconds = seconds_for(lambda call: found.append(label(call, engine.judge, engine.pack)), calls)
    return found, ready, seconds


def judged(folder: Path, copies: int, labels: Labels, ready: Labels) -> float:
    """CPU seconds for each call, from the transcript in memory to the contract's object."""
    pack = load_pack(load_settings().lexicons)
    calls, others = transcripts(folder, copies)
    known = {id(call): found for call, found in zip(calls + others, labels + ready, strict=True)}

    def work(call: Call) -> object:
        return as_json(judge(call, pack, known[id(call)]))

    seconds_for(work, others)
    return seconds_for(work, calls)


def loop_seconds() -> float:
    """CPU seconds of a plain loop of a million steps: how fast this core is just now."""
    began, total = time.process_time(), 0
    for number in range(1_000_000):
        total += number % 7
    return time.process_time() - began


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=DIALOGUES, help="dialogue scripts (YAML)")
    parser.add_argument("--copies", type=int, default=4, help="the written one included")
    args = parser.parse_args()
    with ProcessPoolExecutor(1, get_context("spawn")) as apart:
        labels, ready, labelling = apart.submit(labelled, args.folder, args.copies).result()
    judging = judged(args.folder, args.copies, labels, ready)
    print(f"{len(labels)} transcripts, one thread; a loop of a million steps takes {loop_seconds() * 1000:.0f} ms")
    print(f"judging: {judging * 1000:.1f} ms of CPU a call, {1 / judging:.0f} calls a second")
    print(f"labels:  {labelling * 1000:.1f} ms of CPU a call (kept with the transcript)")


if __name__ == "__main__":
    main()
