"""Hearing in a thread of its own, so that the main thread shows progress and answers Ctrl-C at once."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Sequence
from typing import NoReturn

from pipeline.flows.runner import Runner
from pipeline.hearing.engine import Engine
from pipeline.settings import Settings
from pipeline.storage.store import Store
from pipeline.work.claimed_calls import Bench
from pipeline.work.lease import Holder

INTERRUPTED = 130
GIVE_BACK_SECONDS = 5.0
Work = Callable[[Runner, Bench], None]


class Shift:
    """Everything that hearing needs, from the loading of the models to the end of the last call."""

    def __init__(self, settings: Settings, store: Store, work: Work, own_server: bool = True) -> None:
        """``own_server``: whether a Prefect server is started where the settings name none."""
        self._settings, self._store, self._work, self._own_server = settings, store, work, own_server
        self._runner: Runner | None = None
        self._bench: Bench | None = None

    def to_the_end(self) -> None:
        """Returns when the work is done; raises what it raised. Ctrl-C ends the process with status 130."""
        in_thread(self._run, self._interrupt)

    @property
    def lost_prefect(self) -> bool:
        return self._runner is not None and self._runner.lost

    def _run(self) -> None:
        with Holder(self._store.database, self._settings.data_dir) as holder:
            holder.take_from_the_gone()
            with Runner(self._settings, self._own_server) as self._runner:  # it starts while the models are loaded
                self._bench = Bench(Engine(self._settings), self._store, holder)
                self._work(self._runner, self._bench)

    def _interrupt(self) -> None:
        """Calls in hand go back, to be taken up at once. Recognition can't be stopped but with its process."""
        if self._bench is not None:
            giving = threading.Thread(target=self._bench.give_back_all, daemon=True)
            giving.start()
            giving.join(GIVE_BACK_SECONDS)
        if self._runner is not None:
            self._runner.close()


def in_thread(act: Callable[[], None], on_interrupt: Callable[[], None]) -> None:
    """Do ``act``, raise what it raises. At Ctrl-C only ``on_interrupt`` is done, and the process ends with 130."""
    errors: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run, name="work", daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(0.2)
    except KeyboardInterrupt:
        on_interrupt()
        leave(INTERRUPTED)
    if errors:
        raise errors[0]


def in_flow(name: str, settings: Settings, acts: Sequence[Callable[[], object]]) -> bool:
    """Do ``acts`` one after the other, as a Prefect flow of this ``name`` where the settings name a server. Returns
    whether the server was lost on the way."""

    def act(number: int) -> None:
        acts[number]()

    with Runner(settings, own_server=False) as runner:
        in_thread(lambda: runner.map(act, len(acts), name, 1), lambda: None)
    return runner.lost


def leave(status: int) -> NoReturn:
    """End now, without what libraries do at the exit."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(status)
