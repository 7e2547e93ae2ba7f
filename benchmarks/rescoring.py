"""How long ``tingjian rescore`` takes for many stored transcripts: ``python -m benchmarks.rescoring --calls 10000``.

Stores made-up dialogues (each several times, named apart) with the sentence judge's opinions, then judges them
as the command does, in as many processes as there are cores, half of them first, to see that the rest is picked up.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from benchmarks.judging import DIALOGUES, transcripts
from pipeline.hearing.engine import Engine
from pipeline.jobs.rescore import Rescored, Rescorer, batches, outdated, processes_for
from pipeline.settings import Settings
from pipeline.storage import calls, judgements
from pipeline.storage.database import batched
from pipeline.storage.store import Store
from pipeline.weighing.label import label


def fill(store: Store, engine: Engine, count: int) -> None:
    written, _ = transcripts(DIALOGUES, copies=2)
    labelled = [(call, label(call, engine.judge, engine.pack)) for call in written]
    for numbers in batched(range(count), 500):
        with store.database.writing() as session:
            for n in numbers:
                call, labels = labelled[n % len(labelled)]
                new = calls.NewCall(f"{n << 200:064x}", 10, "transcript", f"{n}.transcript.json", f"call-{n}")
                calls.register(session, new)
                row = calls.get_call(session, calls.call_id_of(new.sha256))
                transcript = judgements.save_transcript(session, row.id, replace(call, id=f"call-{n}"))
                judgements.save_labels(session, transcript, engine.judge_key, labels)
                row.state, row.transcript_id = "done", transcript.id


def rescore(settings: Settings, waiting: list[str]) -> Rescored:
    rescorer, processes = Rescorer(settings), processes_for(len(waiting))
    if processes > 1:
        rescorer.use_processes(processes)
    with ThreadPoolExecutor(processes) as pool:
        result = sum(pool.map(rescorer, batches(waiting)), Rescored())
    rescorer.close()
    return result


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--calls", type=int, default=10_000)
    count = parser.parse_args().calls
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        store, engine = Store.of(settings), Engine(settings)
        fill(store, engine, count)
        for _ in range(2):
            waiting, began = outdated(store, engine), time.perf_counter()
            judged = rescore(settings, waiting[: count // 2])
            seconds = time.perf_counter() - began
            print(f"{len(waiting)} waiting, {judged.calls} judged in {seconds:.1f} s, {judged.calls / seconds:.0f}/s")
        print(f"{len(outdated(store, engine))} left")


if __name__ == "__main__":
    main()
