"""Masks what is new in the store, beside the answering of requests, so that a search finds it at once."""

from __future__ import annotations

import logging
import threading

from pipeline.lexicon import Pack
from pipeline.storage import Database
from pipeline.storage.masked_texts import TOGETHER, fill

log = logging.getLogger(__name__)
EVERY = 20.0  # seconds


class MaskedTexts:
    """A thread that looks now and then, and goes on while there is something left."""

    def __init__(self, database: Database, pack: Pack) -> None:
        self._database, self._pack = database, pack
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="masked texts", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(timeout=1.0)

    def _run(self) -> None:
        pause = 1.0
        while not self._stop.wait(pause):
            pause = EVERY
            try:
                if fill(self._database, self._pack) == TOGETHER:
                    pause = 0.1
            except Exception as error:  # the database may be back the next time
                log.error("texts could not be masked: %s", type(error).__name__)
