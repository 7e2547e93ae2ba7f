"""The flow that hears calls: one task a call, named by the call's id, which is all that Prefect ever learns of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from prefect.tasks import Task

from pipeline.storage.calls import Claim
from pipeline.storage.outages import DELAYS, NotNow
from pipeline.work.claimed_calls import Bench, Outcome
from pipeline.work.loop import WorkLoop


def hear_calls(loop: WorkLoop, bench: Bench, slots: int, name: str) -> None:
    """Run ``loop`` as a Prefect flow of this ``name``; nothing but the name and call ids reaches the server."""
    in_hand: dict[str, Claim] = {}
    outcomes: dict[str, Outcome] = {}  # a future's state would be asked of the server
    runner: TaskRunner[Any] = ThreadPoolTaskRunner(max_workers=slots)

    @task(
        name="hear-call", task_run_name="{call_id}", retries=len(DELAYS), retry_delay_seconds=list(DELAYS),
        retry_condition_fn=_may_heal, persist_result=False, cache_policy=NO_CACHE, log_prints=False,
    )  # fmt: skip
    def hear_call(call_id: str) -> None:
        outcomes[call_id] = bench.work_on(in_hand[call_id])

    @flow(
        name="hear-calls", flow_run_name=name, task_runner=runner,
        persist_result=False, validate_parameters=False, log_prints=False,
    )  # fmt: skip
    def hear_all() -> None:
        def submit(claim: Claim, ended: Callable[[Outcome], None]) -> None:
            in_hand[claim.call_id] = claim
            future = hear_call.submit(claim.call_id)
            future.add_done_callback(lambda _: ended(outcome_of(claim)))

        def outcome_of(claim: Claim) -> Outcome:
            """A call whose task failed in spite of its retries waits in the store again."""
            del in_hand[claim.call_id]
            return outcomes.pop(claim.call_id, None) or bench.give_back(claim)

        loop.run(submit)

    hear_all()


def _may_heal(task: Task[..., Any], run: TaskRun, state: State[Any]) -> bool:
    try:
        state.result()
    except NotNow:
        return True
    except Exception:
        return False
    return False
