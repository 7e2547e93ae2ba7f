"""The worker of one machine: looks around, hears what waits, does a job, and rests where there is nothing to do."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.storage import calls
from pipeline.storage.outages import will_heal
from pipeline.work.job_runner import plan_retention, plan_trust, run_job, tell_overdue
from pipeline.work.loop import Report, claimed, hear_many
from pipeline.work.workplace import Workplace

log = logging.getLogger(__name__)
ROUND = 200  # calls, until the worker looks for jobs and suspects again
REST = 1.0  # seconds between looks at an empty queue
CHORES = 20.0  # seconds between looks at holders that are gone, and at the calendar


@dataclass
class Worker:
    """``look`` is called in each round."""

    place: Workplace
    report: Report
    look: Callable[[], None]
    stop: threading.Event
    _next_chores: float = field(default=0.0)

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
                if until_empty and not self.place.is_behind:
                    return
                self.stop.wait(REST)

    def _round(self) -> bool:
        """Whether there was something to do. Calls come before jobs, chores are never put off for long."""
        self.look()
        self._chores()
        place = self.place
        place.keep_up()
        return self._hear() or self._do_job()

    def _do_job(self) -> bool:
        """Who asks for a job means the pack as it is now: it waits until that counts here."""
        place = self.place
        return not place.is_behind and run_job(place.engine, place.store, place.settings, place.leases)

    def _hear(self) -> bool:
        """Suspects one by one first, or they would wait for as long as others come; then what was never tried."""
        place = self.place
        with place.store.database.reading() as session:
            waiting = calls.waiting(session, ROUND)
        for suspect in waiting.suspects:
            if not self.stop.is_set():
                hear_many([suspect], place.calls, 1, self.report)
        hear_many(claimed(place.calls, self.stop, ROUND), place.calls, place.settings.workers, self.report)
        return bool(waiting)

    def _chores(self) -> None:
        if time.monotonic() < self._next_chores:
            return
        self._next_chores = time.monotonic() + CHORES
        self.place.leases.take_from_the_gone()
        plan_retention(self.place.store, self.place.settings)
        plan_trust(self.place.store)
        tell_overdue(self.place.engine, self.place.store)
