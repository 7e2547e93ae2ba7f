"""Delivers webhook notices beside the answering of requests."""

from __future__ import annotations

import logging
import threading

from pipeline.settings import Settings
from pipeline.storage import Database
from pipeline.webhooks import deliver_due

log = logging.getLogger(__name__)
EVERY = 5.0  # seconds


class Deliveries:
    """A thread that looks every few seconds; what it is doing when the service stops is tried again later."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database, self._settings = database, settings
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(timeout=1.0)

    def _run(self) -> None:
        while not self._stop.wait(EVERY):
            try:
                deliver_due(self._database, self._settings)
            except Exception as error:  # the database may be back the next time
                log.error("webhooks could not be delivered: %s", type(error).__name__)
