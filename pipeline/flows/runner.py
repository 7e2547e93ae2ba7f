"""Runs work loops as Prefect flows where a server answers, and without Prefect where none does: work goes on."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType

import httpx

from pipeline.flows import environment
from pipeline.flows.local_server import LocalServer
from pipeline.settings import Settings
from pipeline.storage.calls import Claim
from pipeline.storage.outages import DELAYS, NotNow
from pipeline.storage.retry import patiently
from pipeline.work.claimed_calls import Bench, Outcome
from pipeline.work.loop import WorkLoop

log = logging.getLogger(__name__)
ANSWER_SECONDS = 3.0
DRAIN_SECONDS = 5.0  # for what Prefect still has to tell its server


class Runner:
    """Uses the server in ``PREFECT_API_URL``; without one it starts its own, which ends with this process."""

    def __init__(self, settings: Settings, own_server: bool = True) -> None:
        environment.prepare(settings.cache_dir)
        self._url = os.environ.get("PREFECT_API_URL")
        self._local = LocalServer(settings.cache_dir) if own_server and not self._url else None
        self.lost = False  # whether the server went away with news outstanding: Prefect would wait for it at the exit

    def __enter__(self) -> Runner:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        if self._local is not None:
            self._local.stop()

    def run(self, loop: WorkLoop, bench: Bench, slots: int, name: str) -> None:
        """Run ``loop`` to its end, as a flow of this ``name`` if possible."""

        def as_flow() -> None:
            from pipeline.flows.hearing import hear_calls

            hear_calls(loop, bench, slots, name)

        self._either(as_flow, lambda: run_plainly(loop, bench, slots))

    def map(self, act: Callable[[int], None], count: int, name: str, slots: int) -> None:
        """``act(n)`` once for each n below ``count``, ``slots`` at a time; the first error is raised at the end."""
        done: set[int] = set()

        def once(number: int) -> None:
            if number not in done:
                act(number)
                done.add(number)

        def as_flow() -> None:
            from pipeline.flows.mapping import map_batches

            map_batches(once, count, name, slots)

        self._either(as_flow, lambda: map_plainly(once, count, slots))

    def _either(self, as_flow: Callable[[], None], plainly: Callable[[], None]) -> None:
        """Through Prefect, or what is left to do without it."""
        if self._answers():
            try:
                self._told(as_flow)
                return
            except Exception as error:
                if not _is_prefects(error):
                    raise
                log.warning("Prefect is not reachable (%s): going on without it", type(error).__name__)
        plainly()

    def _answers(self) -> bool:
        if self._url is None and self._local is not None:
            self._url = self._local.url()
        try:
            return self._url is not None and bool(httpx.get(f"{self._url}/health", timeout=ANSWER_SECONDS))
        except httpx.HTTPError:
            return False

    def _told(self, as_flow: Callable[[], None]) -> None:
        """Run a flow, and wait a little until the server knows what became of it."""
        from prefect.events.worker import EventsWorker
        from prefect.settings import PREFECT_API_URL, temporary_settings

        with temporary_settings({PREFECT_API_URL: self._url}):
            try:
                as_flow()
            finally:
                told = EventsWorker.drain_all(timeout=DRAIN_SECONDS)
                self.lost = isinstance(told, tuple) and bool(told[1])


def run_plainly(loop: WorkLoop, bench: Bench, slots: int) -> None:
    """The same work in plain threads."""
    with ThreadPoolExecutor(slots, thread_name_prefix="hear") as pool:

        def submit(claim: Claim, ended: Callable[[Outcome], None]) -> None:
            pool.submit(lambda: ended(_patiently(bench, claim)))

        loop.run(submit)


def map_plainly(act: Callable[[int], None], count: int, slots: int) -> None:
    with ThreadPoolExecutor(slots) as pool:
        for done in [pool.submit(act, number) for number in range(count)]:
            done.result()


def _patiently(bench: Bench, claim: Claim) -> Outcome:
    try:
        return patiently(lambda: bench.work_on(claim), DELAYS)
    except NotNow:
        return bench.give_back(claim)


def _is_prefects(error: Exception) -> bool:
    return isinstance(error, httpx.HTTPError) or type(error).__module__.startswith("prefect.")
