"""The queue's worker as a child process, so that a single machine needs one command."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time

log = logging.getLogger(__name__)
COMMAND = (
    sys.executable,
    "-c",
    "from api.server.worker import end_with_parent; end_with_parent(); from pipeline.cli.main import run; run()",
    "worker",
)
GRACE = 20.0  # seconds to finish what it is doing
_SHORT, _LONGEST_PAUSE = 10.0, 60.0


class Worker:
    """Keeps one worker running: one that ends is started again, after growing pauses if it ends at once."""

    def __init__(self, command: tuple[str, ...] = COMMAND) -> None:
        self._command = command
        self._stop = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ask it to stop, and make it after GRACE seconds; its calls go back to the queue."""
        self._stop.set()
        child = self._child
        if child is not None and child.poll() is None:
            child.terminate()
            try:
                child.wait(GRACE)
            except subprocess.TimeoutExpired:
                child.kill()
        self._thread.join(timeout=GRACE)

    def _run(self) -> None:
        pause = 1.0
        while not self._stop.is_set():
            began = time.monotonic()
            self._child = subprocess.Popen(self._command, stdin=subprocess.PIPE)
            if self._stop.is_set():  # asked to stop while it was started
                self._child.terminate()
            status = self._child.wait()
            if self._stop.is_set():
                return
            pause = 1.0 if time.monotonic() - began > _SHORT else min(2 * pause, _LONGEST_PAUSE)
            log.error("the worker ended with status %d; it is started again in %.0f s", status, pause)
            self._stop.wait(pause)


def end_with_parent() -> None:
    """Called in the child: its standard input ends when the parent does, however that went. Then the child is told to
    stop, and made to after GRACE seconds."""
    threading.Thread(target=_watch_parent, name="parent", daemon=True).start()


def _watch_parent() -> None:
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)
