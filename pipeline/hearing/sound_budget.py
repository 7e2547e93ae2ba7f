"""Keeps the decoded sound in memory within bounds, however many calls are worked on at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pipeline.hearing.hear import GROUP_SECONDS
from pipeline.hearing.listen import Sound

MOST_SECONDS = 2 * GROUP_SECONDS  # of sound, before another recording is decoded


class SoundBudget:
    """Recordings are decoded one after the other, and none while there is sound enough."""

    def __init__(self, most_seconds: float = MOST_SECONDS) -> None:
        self._most, self._seconds = most_seconds, 0.0
        self._decoding = threading.Lock()
        self._freed = threading.Condition()

    @contextmanager
    def sound(self, decode: Callable[[], Sound]) -> Iterator[Sound]:
        """The decoded sound, counted for as long as the block lasts."""
        with self._decoding:
            with self._freed:
                self._freed.wait_for(lambda: self._seconds < self._most)
            sound = decode()
            self._count(sound.recording.duration)
        try:
            yield sound
        finally:
            self._count(-sound.recording.duration)

    def _count(self, seconds: float) -> None:
        with self._freed:
            self._seconds += seconds
            self._freed.notify_all()
