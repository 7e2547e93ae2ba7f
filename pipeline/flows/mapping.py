"""The flow that does one thing to many batches: one mapped task a batch, named by a label; Prefect learns no more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner


def map_batches(act: Callable[[int], None], count: int, name: str, slots: int) -> None:
    """``act(n)`` for each n below ``count``, ``slots`` at a time. What ``act`` raises is not shown to Prefect."""
    runner: TaskRunner[Any] = ThreadPoolTaskRunner(max_workers=slots)
    failed: list[Exception] = []

    @task(name=f"{name}-batch", task_run_name="{number}", persist_result=False, cache_policy=NO_CACHE, log_prints=False)
    def one(number: int) -> None:
        if failed:
            return
        try:
            act(number)
        except Exception as error:
            failed.append(error)

    @flow(name=name, task_runner=runner, persist_result=False, validate_parameters=False, log_prints=False)
    def each() -> None:
        _wait(one.map(range(count)))

    each()
    if failed:
        raise failed[0]


def _wait(futures: Sequence[Any]) -> None:
    for future in futures:
        future.wait()
