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
from pipeline.stages.bench import Bench, Outcome
from pipeline.stages.passing import DELAYS, NotNow
from pipeline.stages.waiting import patiently
from pipeline.stages.work import WorkLoop
from pipeline.storage.calls import Claim

log = logging.getLogger(__name__)
ANSWER_SECONDS = 3.0
DRAIN_SECONDS = 5.0  # for what Prefect still has to tell its server


class Runner:
    """Uses the server in ``PREFECT_API_URL``; without one it starts its own, which ends with this process."""

    def __init__(self, settings: Settings) -> None:
        environment.prepare(settings.cache_dir)
        self._url = os.environ.get("PREFECT_API_URL")
        self._local = None if self._url else LocalServer(settings.cache_dir)
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
        if self._answers():
            try:
                self._as_flow(loop, bench, slots, name)
                return
            except Exception as error:
                if not _is_prefects(error):
                    raise
                log.warning("Prefect is not reachable (%s): going on without it", type(error).__name__)
        run_plainly(loop, bench, slots)

    def _answers(self) -> bool:
        if self._url is None and self._local is not None:
            self._url = self._local.url()
        try:
            return self._url is not None and bool(httpx.get(f"{self._url}/health", timeout=ANSWER_SECONDS))
        except httpx.HTTPError:
            return False

    def _as_flow(self, loop: WorkLoop, bench: Bench, slots: int, name: str) -> None:
        from prefect.events.worker import EventsWorker
        from prefect.settings import PREFECT_API_URL, temporary_settings

        from pipeline.flows.hearing import hear_calls

        with temporary_settings({PREFECT_API_URL: self._url}):
            try:
                hear_calls(loop, bench, slots, name)
            finally:
                told = EventsWorker.drain_all(timeout=DRAIN_SECONDS)
                self.lost = isinstance(told, tuple) and bool(told[1])


def run_plainly(loop: WorkLoop, bench: Bench, slots: int) -> None:
    """The same work in plain threads."""
    with ThreadPoolExecutor(slots, thread_name_prefix="hear") as pool:

        def submit(claim: Claim, ended: Callable[[Outcome], None]) -> None:
            pool.submit(lambda: ended(_patiently(bench, claim)))

        loop.run(submit)


def _patiently(bench: Bench, claim: Claim) -> Outcome:
    try:
        return patiently(lambda: bench.work_on(claim), DELAYS)
    except NotNow:
        return bench.give_back(claim)


def _is_prefects(error: Exception) -> bool:
    return isinstance(error, httpx.HTTPError) or type(error).__module__.startswith("prefect.")
