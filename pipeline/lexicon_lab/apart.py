"""Checks what somebody sends as a pack in a process of its own: one that may be killed.

However a pack is made, its check costs at most LONGEST seconds, MOST_MEMORY bytes and one of RUNNING places, and can't
take the service down with it.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.errors import TooBusy
from pipeline.lexicon import Fault, LexiconError

log = logging.getLogger(__name__)
LONGEST = 60.0  # seconds
LONGEST_OF_CPU = 30  # seconds
MOST_MEMORY = 2 * 1024**3  # bytes of addresses, so rather more than it may fill
MOST_FAULTS = 500  # are told
RUNNING, WAITING = 2, 6  # checks at once, and those that wait for a place
LONGEST_WAIT = 20.0  # seconds
_COMMAND = (sys.executable, "-c", "from pipeline.lexicon_lab.apart import answer; answer()")
_ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}
_TOO_COSTLY = Fault("词库", "", "", f"检查超过 {LONGEST_OF_CPU} 秒或内存上限，请减少词条、例句或句式里的可选部分")
_running = threading.BoundedSemaphore(RUNNING)
_waiting = threading.BoundedSemaphore(RUNNING + WAITING)


def check_apart(change: Mapping[str, Any], lexicons: Path) -> None:
    """As :func:`pipeline.lexicon_lab.candidate_pack`, but nothing of the pack comes back.

    Raises LexiconError with its faults, or because the check cost too much; TooBusy while others are checked.
    """
    with _place():
        faults = _told(json.dumps({"change": change, "lexicons": str(lexicons)}))
    if faults:
        raise LexiconError(faults)


@contextlib.contextmanager
def _place() -> Iterator[None]:
    if not _waiting.acquire(blocking=False):
        raise TooBusy
    try:
        if not _running.acquire(timeout=LONGEST_WAIT):
            raise TooBusy
        try:
            yield
        finally:
            _running.release()
    finally:
        _waiting.release()


def _told(asked: str) -> list[Fault]:
    try:
        done = subprocess.run(
            _COMMAND,
            input=asked.encode(),
            capture_output=True,
            timeout=LONGEST,
            check=True,
            env=os.environ | _ONE_THREAD,
        )
    except subprocess.SubprocessError as error:
        log.warning("a pack's check was ended: status %s", getattr(error, "returncode", "time"))
        return [_TOO_COSTLY]
    return [Fault(*fault) for fault in json.loads(done.stdout)]


def answer() -> None:
    """The process's part: a question on standard input, the faults on standard output."""
    asked = json.load(sys.stdin)
    _limit()
    from pipeline.lexicon_lab.candidate import candidate_pack

    faults: tuple[Fault, ...] = ()
    try:
        candidate_pack(asked["change"], Path(asked["lexicons"]))
    except LexiconError as error:
        faults = error.faults
    told = [*faults[:MOST_FAULTS], *_left_out(len(faults) - MOST_FAULTS)]
    json.dump([(f.file, f.entry, f.field, f.problem) for f in told], sys.stdout)


def _left_out(number: int) -> list[Fault]:
    return [Fault("词库", "", "", f"还有 {number} 处错误没有列出")] if number > 0 else []


def _limit() -> None:
    """Where the system has no such limits, LONGEST alone ends a check."""
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (LONGEST_OF_CPU, LONGEST_OF_CPU))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
