"""The flow that hears a portion of calls: one task a call, named by its id."""

from __future__ import annotations

import atexit
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

import httpx
from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.events.worker import EventsWorker
from prefect.runtime import flow_run
from prefect.states import Completed, Failed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from prefect.tasks import Task

from pipeline.settings import load_settings
from pipeline.storage import calls
from pipeline.storage.outages import DELAYS, NotNow
from pipeline.work.claimed_calls import Outcome
from pipeline.work.workplace import Workplace

DRAIN_SECONDS = 5.0


@cache
def workplace() -> Workplace:
    """Models and store of this process, opened by the first call."""
    place = Workplace(load_settings())
    atexit.register(place.close)
    return place


def _may_heal(task: Task[..., Any], run: TaskRun, state: State[Any]) -> bool:
    try:
        state.result()
    except NotNow:
        return True
    except Exception:
        return False
    return False


@task(
    name="hear-call",
    task_run_name="{call_id}",
    retries=len(DELAYS),
    retry_delay_seconds=list(DELAYS),
    retry_condition_fn=_may_heal,
    persist_result=False,
    cache_policy=NO_CACHE,
    log_prints=False,
)
def hear_call(call_id: str) -> State[Any]:
    """Completed where the call is judged, by whomever; Failed where it can't be."""
    outcome = workplace().calls.hear(call_id)
    if outcome is Outcome.FAILED:
        return Failed(message="the recording can't be heard: see the call's failure in Tingjian")
    return Completed(name="Judged" if outcome is Outcome.DONE else "Elsewhere", message=outcome.value)


_threads: TaskRunner[Any] = ThreadPoolTaskRunner(max_workers=load_settings().workers)


@flow(name="hear-calls", task_runner=_threads, persist_result=False, log_prints=False)
def hear_calls(call_ids: list[str]) -> State[Any]:
    """Hear and judge these calls. Those that are judged already stay as they are: running it again does no harm.

    A retry asked for in Prefect takes calls up again that have failed before.
    """
    place = workplace()
    if (flow_run.run_count or 0) > 1:
        with place.store.database.writing() as session:
            calls.retry(session, call_ids)
    try:
        for future in [hear_call.submit(call_id) for call_id in call_ids]:
            future.wait()
    except BaseException:  # cancelled, or told to end
        place.calls.give_back_all()
        raise
    outcomes = [place.calls.outcomes.get(id) or place.calls.give_back(id) for id in call_ids]
    bad = any(outcome in (Outcome.FAILED, Outcome.LATER) for outcome in outcomes)
    summary = "，".join(f"{outcome}: {count}" for outcome, count in Counter(outcomes).items())
    return Failed(message=summary) if bad else Completed(message=summary)


class PrefectIsGone(Exception):
    """Its server does not answer any more."""


def hear_portion(place: Workplace, call_ids: Sequence[str]) -> dict[str, Outcome]:
    """The flow, run in this process."""
    try:
        hear_calls(list(call_ids), return_state=True)
    except Exception as error:
        if isinstance(error, httpx.HTTPError) or type(error).__module__.startswith("prefect."):
            raise PrefectIsGone from error
        raise
    return {call_id: place.calls.outcomes.get(call_id, Outcome.LATER) for call_id in call_ids}


def is_told() -> bool:
    """Whether the server knows all that it should, after waiting a little for that."""
    told = EventsWorker.drain_all(timeout=DRAIN_SECONDS)
    return not isinstance(told, tuple) or not told[1]
