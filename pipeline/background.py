"""What a process does beside its main work, from a thread of its own."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod


class Background(ABC):
    """A thread that does something again and again until it is stopped; it keeps no process from ending.

    ``_pause``: the seconds that it has waited last.
    """

    def __init__(self, name: str, first: float) -> None:
        """``first``: seconds until the first time."""
        self._pause, self._stop = first, threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ask it to end; what it is just doing is given a second."""
        self._stop.set()
        self._thread.join(timeout=1.0)

    @abstractmethod
    def once(self) -> float:
        """Do it once; returns the seconds until the next time. What it raises ends the thread."""

    def _run(self) -> None:
        while not self._stop.wait(self._pause):
            self._pause = self.once()
