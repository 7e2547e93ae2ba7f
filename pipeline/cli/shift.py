"""Hearing in a thread of its own, so that the main thread shows progress and answers Ctrl-C at once."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from typing import NoReturn

from pipeline.flows.runner import Runner
from pipeline.settings import Settings
from pipeline.stages.bench import Bench
from pipeline.stages.engine import Engine
from pipeline.stages.holder import Holder
from pipeline.stages.store import Store

INTERRUPTED = 130
GIVE_BACK_SECONDS = 5.0
Work = Callable[[Runner, Bench], None]


class Shift:
    """Everything that hearing needs, from the loading of the models to the end of the last call."""

    def __init__(self, settings: Settings, store: Store, work: Work) -> None:
        self._settings, self._store, self._work = settings, store, work
        self._error: BaseException | None = None
        self._runner: Runner | None = None
        self._bench: Bench | None = None
        self._thread = threading.Thread(target=self._run, name="shift", daemon=True)

    def to_the_end(self) -> None:
        """Returns when the work is done; raises what it raised. Ctrl-C ends the process with status 130."""
        self._thread.start()
        try:
            while self._thread.is_alive():
                self._thread.join(0.2)
        except KeyboardInterrupt:
            self._interrupt()
        if self._error is not None:
            raise self._error

    @property
    def lost_prefect(self) -> bool:
        return self._runner is not None and self._runner.lost

    def _run(self) -> None:
        try:
            with Holder(self._store.database, self._settings.data_dir) as holder:
                holder.take_from_the_gone()
                with Runner(self._settings) as self._runner:  # its server starts while the models are loaded
                    self._bench = Bench(Engine(self._settings), self._store, holder)
                    self._work(self._runner, self._bench)
        except BaseException as error:
            self._error = error

    def _interrupt(self) -> NoReturn:
        """Calls in hand go back, to be taken up at once. Recognition can't be stopped but with its process."""
        if self._bench is not None:
            giving = threading.Thread(target=self._bench.give_back_all, daemon=True)
            giving.start()
            giving.join(GIVE_BACK_SECONDS)
        if self._runner is not None:
            self._runner.close()
        leave(INTERRUPTED)


def leave(status: int) -> NoReturn:
    """End now, without what libraries do at the exit."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(status)
