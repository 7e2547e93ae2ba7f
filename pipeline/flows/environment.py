"""What Prefect is told before it is imported: send nothing to anybody, log ids only, keep its files with ours."""

from __future__ import annotations

import os
from pathlib import Path

import httpx

from pipeline.dispatch import server

ALWAYS = {
    "DO_NOT_TRACK": "1",  # the client's analytics
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",  # the server's
}
UNLESS_SET = {
    "PREFECT_LOGGING_TO_API_ENABLED": "false",  # states tell all there is to know
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    "PREFECT_WORKER_QUERY_SECONDS": "2",  # seconds between a worker's looks at its pool
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",  # seconds: the automation of `tingjian deploy` counts on them
}
QUIET = {f"PREFECT_LOGGING_{kind}LEVEL": "CRITICAL" for kind in ("", "SERVER_", "INTERNAL_")}
ANSWER_SECONDS = 3.0


def prepare(cache_dir: Path, quiet: bool = False) -> None:
    """Set the environment of this process and of those it starts; what a person has set stays, but for analytics."""
    os.environ.update(ALWAYS)
    os.environ.setdefault("PREFECT_HOME", str(cache_dir.absolute() / "prefect"))
    for name, value in (UNLESS_SET | (QUIET if quiet else {})).items():
        os.environ.setdefault(name, value)


def answers() -> bool:
    """Whether the environment names a server, and it is there."""
    try:
        return (url := server()) is not None and httpx.get(f"{url}/health", timeout=ANSWER_SECONDS).is_success
    except httpx.HTTPError:
        return False
