"""``tingjian`` with stand-ins for the models, in a process of its own that is forked when everything is imported.

Environment: FAKE_SECONDS a call takes to be recognised; FAKE_POISON, the beginning of the name of a recording whose
recognition kills the process; FAKE_FILE_BYTES, how long a file may grow; FAKE_LOG, a file that gets a line for each
call recognised. Prefect is used where PREFECT_API_URL names a server.
"""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Sequence
from pathlib import Path

import pipeline.cli.ingest
import pipeline.cli.stored_calls
import pipeline.cli.worker
import pipeline.hearing.shared_recogniser
import pipeline.work.enqueue
from models.asr import AsrTurn, Track
from pipeline.cli.main import run
from pipeline.hearing.engine import Engine
from pipeline.hearing.hear import hear
from pipeline.lexicon import load_pack
from pipeline.settings import Settings
from tests.pipeline.fakes import FakeTranscriber, filled_engine


class SlowTranscriber(FakeTranscriber):
    def transcribe(self, tracks: Sequence[Track]) -> list[list[AsrTurn]]:
        for _ in range(len(tracks) // 2):
            time.sleep(float(os.environ.get("FAKE_SECONDS", "0.05")))
        return super().transcribe(tracks)


def hear_or_die(sounds, rows, ids, models):  # type: ignore[no-untyped-def]
    """Stands in for recognition: a poisoned recording takes the process along."""
    poison = os.environ.get("FAKE_POISON")
    if poison and any(sound.recording.name.startswith(poison) for sound in sounds):
        os.kill(os.getpid(), 9)
    calls = hear(sounds, rows, ids, models)
    if log := os.environ.get("FAKE_LOG"):
        with Path(log).open("a", encoding="utf-8") as file:
            file.writelines(f"{sound.recording.sha256}\n" for sound in sounds)
    return calls


def main(arguments: Sequence[str], environment: dict[str, str], output: Path) -> None:
    """Run one command; what it writes goes to ``output``.out and .err."""
    for stream, ending in ((1, ".out"), (2, ".err")):
        os.dup2(os.open(output.with_suffix(ending), os.O_CREAT | os.O_WRONLY | os.O_APPEND), stream)
    os.environ.pop("PREFECT_API_URL", None)
    os.environ.update(environment)
    pretend()
    if limit := environment.get("FAKE_FILE_BYTES"):
        pipeline.work.enqueue.DELAYS = (0.1, 0.1)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    run(arguments)


def pretend() -> None:
    """From now on this process hears without models."""
    pipeline.work.workplace.Engine = fake_engine  # type: ignore[assignment,misc]
    pipeline.hearing.shared_recogniser.hear = hear_or_die


def fake_engine(settings: Settings) -> Engine:
    return filled_engine(settings, SlowTranscriber(), pack=PACK, judge_key="fake")


PACK = load_pack(Settings(_env_file=None).lexicons)  # once for all
