"""Masks what is new in the store, beside the answering of requests, so that a search finds it at once."""

from __future__ import annotations

import logging

from pipeline.background import Background
from pipeline.lexicon import Pack
from pipeline.storage import Database
from pipeline.storage.masked_texts import TOGETHER, fill

log = logging.getLogger(__name__)
EVERY = 20.0  # seconds


class MaskedTexts(Background):
    """A thread that looks now and then, and goes on while there is something left."""

    def __init__(self, database: Database, pack: Pack) -> None:
        super().__init__("masked texts", 1.0)
        self._database, self._pack = database, pack

    def once(self) -> float:
        try:
            return 0.1 if fill(self._database, self._pack) == TOGETHER else EVERY
        except Exception as error:  # the database may be back the next time
            log.error("texts could not be masked: %s", type(error).__name__)
            return EVERY
