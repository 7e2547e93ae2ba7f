"""What Prefect is told before it is imported: send nothing to anybody, print nothing, keep its files with ours."""

from __future__ import annotations

import os
from pathlib import Path

ALWAYS = {
    "DO_NOT_TRACK": "1",  # the client's analytics
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",  # the server's
}
UNLESS_SET = {
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_CLIENT_MAX_RETRIES": "1",  # calls go on without the server; waiting for it would hold them up
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
}


def prepare(cache_dir: Path) -> None:
    """Set the environment of this process and of those it starts; what a person has set stays, but for analytics."""
    os.environ.update(ALWAYS)
    os.environ.setdefault("PREFECT_HOME", str(cache_dir.absolute() / "prefect"))
    for name, value in UNLESS_SET.items():
        os.environ.setdefault(name, value)
