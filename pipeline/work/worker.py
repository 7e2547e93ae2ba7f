"""A worker's round: look around, hear a batch of calls, do a job, and rest where there is nothing to do."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.settings import Settings
from pipeline.storage.calls import any_waits
from pipeline.storage.outages import will_heal
from pipeline.webhooks import deliver_due
from pipeline.work.claimed_calls import Bench
from pipeline.work.job_runner import plan_retention, run_next
from pipeline.work.loop import Everything, Report, WorkLoop

log = logging.getLogger(__name__)
BATCH = 200  # calls in one flow run: its fixed cost of a second is spread over them
REST = 1.0  # seconds between looks at an empty queue
CHORES = 20.0  # seconds between looks at holders that are gone, at the calendar and at notices to send
RunLoop = Callable[[WorkLoop, Bench, int, str], None]


@dataclass
class Worker:
    """``run_loop`` orders the calls of a batch (with Prefect or without); ``look`` is called in each round."""

    run_loop: RunLoop
    bench: Bench
    settings: Settings
    name: str
    report: Report
    look: Callable[[], None]
    stop: threading.Event
    _next_chores: float = field(default=0.0)
    _batches: int = field(default=0)

    def run(self, until_empty: bool = False) -> None:
        """Returns when ``stop`` is set, or ``until_empty`` when nothing waits any more."""
        while not self.stop.is_set():
            try:
                busy = self._round()
            except Exception as error:
                if not will_heal(error):
                    raise
                log.warning("the store is not reachable (%s)", type(error).__name__)
                busy = False
            if not busy:
                if until_empty:
                    return
                self.stop.wait(REST)

    def _round(self) -> bool:
        """Whether there was something to do. Calls come before jobs, chores are never put off for long."""
        self.look()
        self._chores()
        return self._hear() or run_next(self.bench.engine, self.bench.store, self.settings, self.bench.holder)

    def _hear(self) -> bool:
        with self.bench.store.database.reading() as session:
            if not any_waits(session):
                return False
        self._batches += 1
        loop = WorkLoop(Everything(self.bench), self.settings.workers, self.report, self.stop, most=BATCH)
        self.run_loop(loop, self.bench, self.settings.workers, f"{self.name}-{self._batches}")
        return True

    def _chores(self) -> None:
        if time.monotonic() < self._next_chores:
            return
        self._next_chores = time.monotonic() + CHORES
        self.bench.holder.take_from_the_gone()
        plan_retention(self.bench.store, self.settings)
        deliver_due(self.bench.store.database, self.settings)
