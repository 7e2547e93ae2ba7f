"""``tingjian`` with stand-ins for the models, as a process of its own: ``python -m tests.survival.driver COMMAND …``.

Environment: FAKE_SECONDS a call takes to be recognised; FAKE_POISON, the beginning of the name of a recording whose
recognition kills the process; FAKE_FILE_BYTES, how long a file may grow; FAKE_LOG, a file that
gets a line for each call recognised.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pipeline.cli.shift
from models.asr import AsrTurn, Track
from pipeline.cli.main import run
from pipeline.stages.hear import hear
from tests.pipeline.fakes import FakeTranscriber, filled_engine


class SlowTranscriber(FakeTranscriber):
    def transcribe(self, tracks: Sequence[Track]) -> list[list[AsrTurn]]:
        for _ in range(len(tracks) // 2):
            time.sleep(float(os.environ.get("FAKE_SECONDS", "0.05")))
        return super().transcribe(tracks)


def hear_or_die(sounds, rows, ids, ears):  # type: ignore[no-untyped-def]
    """Stands in for recognition: a poisoned recording takes the process along."""
    poison = os.environ.get("FAKE_POISON")
    if poison and any(sound.recording.name.startswith(poison) for sound in sounds):
        os.kill(os.getpid(), 9)
    calls = hear(sounds, rows, ids, ears)
    if log := os.environ.get("FAKE_LOG"):
        with Path(log).open("a", encoding="utf-8") as file:
            file.writelines(f"{sound.recording.sha256}\n" for sound in sounds)
    return calls


if __name__ == "__main__":
    pipeline.cli.shift.Engine = lambda settings: filled_engine(settings, SlowTranscriber())  # type: ignore[assignment,misc]
    import pipeline.stages.ear

    pipeline.stages.ear.hear = hear_or_die
    if limit := os.environ.get("FAKE_FILE_BYTES"):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    run(sys.argv[1:])
