"""The engine of a changed pack, made ready while the one before goes on working."""

from __future__ import annotations

import threading

from pipeline.hearing.engine import Engine
from pipeline.lexicon import Pack


class NextEngine:
    """Learns in a thread of its own, which keeps no process from ending."""

    def __init__(self, before: Engine, pack: Pack) -> None:
        self.pack = pack
        self._engine, self._errors = before.renewed(pack), list[Exception]()
        self._thread = threading.Thread(target=self._learn, name="next lexicon", daemon=True)
        self._thread.start()

    @property
    def is_ready(self) -> bool:
        """Whether :meth:`engine` has an answer."""
        return not self._thread.is_alive()

    def engine(self) -> Engine:
        """Raises what went wrong with the training."""
        self._thread.join()
        if self._errors:
            raise self._errors[0]
        return self._engine

    def _learn(self) -> None:
        try:
            self._engine.learn()
        except Exception as error:
            self._errors.append(error)
