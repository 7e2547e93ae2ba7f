"""``tingjian deploy``: a work pool, the deployments in it with their schedules, and the automation that notices dead
flow runs. May be repeated: it brings everything to what is written here."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from prefect import Flow, deploy
from prefect.automations import Automation
from prefect.cli import app
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.objects import StateType
from prefect.deployments.runner import RunnerDeployment
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import EventTrigger, Posture
from prefect.exceptions import ObjectNotFound
from prefect.schedules import Cron, Interval, Schedule
from prefect.types.entrypoint import EntrypointType
from prefect.workers.process import ProcessWorker

from pipeline.flows import environment, hearing, upkeep
from pipeline.settings import Settings

POOL, PROCESS = "tingjian", "process"
HEARING = "hearing"  # the queue of long work; everything else is in the pool's default queue
WATCH_SECONDS = 60
OVERDUE_SECONDS = 300
SILENT_SECONDS = 90  # after three heartbeats that did not come a flow run is dead
ZOMBIES = "tingjian: flow runs without a sign of life have crashed"
_ENDS = ("Completed", "Failed", "Cancelled", "Crashed")


def deploy_all(
    settings: Settings, folder: Path | None, manifest: Path | None, kind: str, image: str | None
) -> list[str]:
    """Create or renew the pool, of type ``kind``, and its deployments; returns their names. ``folder`` is watched;
    ``image`` runs in pools of containers."""
    asyncio.run(_pool(kind))
    planned = planned_deployments(settings, folder, manifest, kind)
    deploy(
        *planned,
        work_pool_name=POOL,
        image=image,
        build=False,
        push=False,
        print_next_steps_message=False,
        ignore_warnings=True,
    )
    asyncio.run(_notice_zombies())
    return [f"{deployment.flow_name}/{deployment.name}" for deployment in planned]


def start_worker(name: str) -> None:
    """Work for the pool until told to stop. One run at a time: each holds the models in memory and recognises with as
    many threads as the settings allow. Prefect's command takes its arguments from those of the process."""
    sys.argv = ["prefect", "worker", "start", "--pool", POOL, "--type", PROCESS, "--name", name, "--limit", "1"]
    app()


def planned_deployments(
    settings: Settings, folder: Path | None, manifest: Path | None, kind: str
) -> list[RunnerDeployment]:
    variables: dict[str, Any] = {"env": environment.ALWAYS | environment.UNLESS_SET}
    if kind == PROCESS:
        variables |= {"command": "python -m prefect.engine"}  # in the worker's own environment, nothing to install

    def planned(
        flow: Flow[..., Any], name: str, schedule: Schedule | None = None, queue: str = "default", **parameters: Any
    ) -> RunnerDeployment:
        return RunnerDeployment.from_flow(
            flow,
            name,
            schedule=schedule,
            parameters=parameters,
            job_variables=variables,
            work_queue_name=queue,
            entrypoint_type=EntrypointType.MODULE_PATH,
        )

    def at(cron: str) -> Schedule:
        return Cron(cron, timezone=settings.timezone)

    watched: list[Callable[[], RunnerDeployment]] = []
    if folder is not None:
        listed = str(manifest.absolute()) if manifest else None
        every = Interval(timedelta(seconds=WATCH_SECONDS))
        watched = [lambda: planned(upkeep.watch_folder, "watch", every, folder=str(folder.absolute()), manifest=listed)]
    return [
        planned(hearing.hear_calls, "hear", queue=HEARING),
        planned(upkeep.run_job, "job"),
        planned(upkeep.retention, "retention", at("30 2 * * *")),
        planned(upkeep.rescore, "rescore", at("0 3 * * *")),
        planned(upkeep.train, "quarter", at("0 4 1 1,4,7,10 *")),
        planned(upkeep.promises, "overdue", Interval(timedelta(seconds=OVERDUE_SECONDS))),
        *(make() for make in watched),
    ]


async def _pool(kind: str) -> None:
    async with get_client() as client:
        try:
            known = await client.read_work_pool(POOL)
        except ObjectNotFound:
            template = ProcessWorker.get_default_base_job_template() if kind == PROCESS else None
            created = WorkPoolCreate(name=POOL, type=kind, **({"base_job_template": template} if template else {}))
            await client.create_work_pool(created)
        else:
            if known.type != kind:
                raise ValueError(f"work pool {POOL} is of type {known.type}")


async def _notice_zombies() -> None:
    """A process or a machine that is gone can't tell: what was RUNNING there becomes CRASHED, and its calls are handed
    out again."""
    heartbeat, ends = "prefect.flow-run.heartbeat", {f"prefect.flow-run.{end}" for end in _ENDS}
    wanted = Automation(
        name=ZOMBIES,
        trigger=EventTrigger(
            after={heartbeat},
            expect={heartbeat} | ends,
            match={"prefect.resource.id": "prefect.flow-run.*"},
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=timedelta(seconds=SILENT_SECONDS),
        ),
        actions=[ChangeFlowRunState(state=StateType.CRASHED, message="no sign of life")],
    )
    try:
        known = await Automation.aread(name=ZOMBIES)
    except ValueError:
        await wanted.acreate()
    else:
        wanted.id = known.id
        await wanted.aupdate()
