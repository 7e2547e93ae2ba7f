"""Hands waiting calls and jobs to Prefect: flow runs of small portions, for the workers of a pool.

Speaks to Prefect's server in a few plain requests, so that whoever takes calls in - the API, a watched folder - needs
nothing of Prefect. What is handed out is Prefect's to order, hold back, retry or cancel; only what Prefect has lost, or
what its runs did not survive, is handed out again.
"""

from __future__ import annotations

import hashlib
import logging
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from pipeline.background import Background
from pipeline.storage import Database, calls, jobs

log = logging.getLogger(__name__)
HEAR, JOB = "hear-calls/hear", "run-job/job"  # flow and deployment
HANDED_OUT = ("SCHEDULED", "PENDING", "RUNNING", "PAUSED", "CANCELLING", "CANCELLED")  # the last by a person
NOT_BEGUN = ("SCHEDULED", "PENDING")
MOST = 2000  # calls that are looked at in one round
PAGE = 200  # flow runs that Prefect's server gives at once
EVERY = 2.0  # seconds between looks at the store
AGAIN = 60.0  # seconds after which Prefect is asked what has become of what it was given
TIMEOUT = 20.0


def server() -> str | None:
    """The address of Prefect's server, where the environment names one."""
    return os.environ.get("PREFECT_API_URL") or None


@dataclass
class Dispatcher:
    """Several may run at once: a call that is handed out twice is still judged once."""

    database: Database
    url: str
    _given: dict[str, None] = field(default_factory=dict)  # calls and jobs that Prefect has by now
    _asked: float = field(default=float("-inf"))

    def hand_out(self) -> int:
        """Create flow runs for what waits and is not in Prefect's hands; returns how many. Raises httpx.HTTPError."""
        with self.database.reading() as session:
            waiting = calls.waiting(session, MOST)
            job_ids = [str(job_id) for job_id in jobs.waiting_jobs(session, MOST)]
        if not waiting and not job_ids:
            return 0
        with _client(self.url) as prefect:
            self._ask(prefect)
            portions = self._whole(calls.Waiting(*map(self._new, (waiting.fresh, waiting.suspects))), prefect)
            runs = [_run(prefect, HEAR, {"call_ids": portion}) for portion in portions]
            runs += [_run(prefect, JOB, {"job_id": int(job_id)}) for job_id in self._new(job_ids)]
        self._given |= dict.fromkeys([*(call_id for portion in portions for call_id in portion), *job_ids])
        return len(runs)

    def _ask(self, prefect: httpx.Client) -> None:
        """Learn anew, now and then, what Prefect has: its runs may have been killed, or deleted by a person."""
        if time.monotonic() - self._asked > AGAIN:
            known = [run["parameters"] for flow in (HEAR, JOB) for run in _runs(prefect, flow, HANDED_OUT)]
            self._given = {str(id): None for each in known for id in (*each.get("call_ids", ()), each.get("job_id"))}
            self._asked = time.monotonic()

    def _new(self, ids: Sequence[str]) -> list[str]:
        return [id for id in ids if id not in self._given]

    def _whole(self, waiting: calls.Waiting, prefect: httpx.Client) -> list[list[str]]:
        """While runs wait for a worker, calls are gathered into whole portions: a process for each call would spend
        its time in starting."""
        portions = waiting.portions()
        if any(len(p) < calls.BATCH for p in portions) and any(_runs(prefect, HEAR, NOT_BEGUN)):
            return [p for p in portions if len(p) == calls.BATCH or p[0] in waiting.suspects]
        return portions


class Dispatching(Background):
    """A thread that looks every few seconds. While Prefect is away, calls wait in the store."""

    def __init__(self, database: Database, url: str) -> None:
        super().__init__("dispatch", EVERY)
        self._dispatcher = Dispatcher(database, url)

    def once(self) -> float:
        try:
            self._dispatcher.hand_out()
            return EVERY
        except Exception as error:
            pause = min(2 * self._pause, AGAIN)
            log.error("calls could not be handed to Prefect: %s; next try in %.0f s", type(error).__name__, pause)
            return pause


def _client(url: str) -> httpx.Client:
    """Identifies itself as Prefect's own client does."""
    user, colon, password = os.environ.get("PREFECT_API_AUTH_STRING", "").partition(":")
    key = os.environ.get("PREFECT_API_KEY")
    return httpx.Client(
        base_url=url,
        timeout=TIMEOUT,
        auth=(user, password) if colon else None,
        headers={"Authorization": f"Bearer {key}"} if key else {},
    )


def _runs(prefect: httpx.Client, flow: str, states: Sequence[str]) -> Iterator[dict[str, Any]]:
    name = flow.split("/")[0]
    wanted: dict[str, Any] = {
        "flows": {"name": {"any_": [name]}},
        "flow_runs": {"state": {"type": {"any_": states}}},
        "sort": "ID_DESC",
        "limit": PAGE,
        "offset": 0,
    }
    while True:
        page: list[dict[str, Any]] = _answer(prefect.post("/flow_runs/filter", json=wanted))
        yield from page
        if len(page) < PAGE:
            return
        wanted["offset"] += PAGE


def _run(prefect: httpx.Client, deployment: str, parameters: Mapping[str, Any]) -> str:
    """Ask for a flow run, once for the same parameters in the same minute, whoever else asks."""
    found = _answer(prefect.get(f"/deployments/name/{deployment}"))
    key = hashlib.sha256(f"{parameters} {time.time() // AGAIN}".encode()).hexdigest()
    asked = {"parameters": parameters, "idempotency_key": key, "state": {"type": "SCHEDULED"}}
    run: str = _answer(prefect.post(f"/deployments/{found['id']}/create_flow_run", json=asked))["id"]
    return run


def _answer(response: httpx.Response) -> Any:
    response.raise_for_status()
    return response.json()
