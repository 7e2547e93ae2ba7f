"""The Prefect server of a command on one machine: started beside it, silent, gone with it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from types import TracebackType

from pipeline.settings import PROJECT

STOP_SECONDS = 5.0
OFF = ("CANCELLATION_CLEANUP", "EVENT_LOGGER", "FOREMAN", "LATE_RUNS", "PAUSE_EXPIRATIONS", "REPOSSESSOR",
       "SCHEDULER", "TRIGGERS")  # fmt: skip


class LocalServer:
    """Starts at once; :meth:`url` waits until it answers. Needs :func:`pipeline.flows.environment.prepare` before."""

    def __init__(self, cache_dir: Path) -> None:
        home = cache_dir.absolute() / "prefect"
        home.mkdir(parents=True, exist_ok=True)
        self._folder = Path(tempfile.mkdtemp(prefix="server-", dir=home))
        template = home / f"empty-{version('prefect')}.db"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pipeline.flows.server_process", str(self._folder), str(template)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=self._environment(),
            start_new_session=True, cwd=PROJECT,
        )  # fmt: skip

    def __enter__(self) -> LocalServer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.stop()

    def url(self) -> str | None:
        """Its address; None where it could not start."""
        port = self._process.stdout.readline().strip() if self._process.stdout else b""
        return f"http://127.0.0.1:{int(port)}/api" if port else None

    def stop(self) -> None:
        """It ends when its standard input does."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _environment(self) -> dict[str, str]:
        """Its own folder and database, no service that nobody needs here, its own standard streams only."""
        return os.environ | {
            "PREFECT_HOME": str(self._folder),
            "PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{self._folder / 'prefect.db'}",
            "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
            "PREFECT_UI_ENABLED": "false",
            "PREFECT__SERVER_EPHEMERAL": "1",
            "PREFECT__SERVER_FINAL": "1",
            **{f"PREFECT_SERVER_SERVICES_{name}_ENABLED": "false" for name in OFF},
        }
