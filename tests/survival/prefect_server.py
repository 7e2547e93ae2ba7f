"""A Prefect server in an environment of its own, as it is installed beside Tingjian: ``make .venv-prefect/.ready``."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import httpx

from pipeline.settings import PROJECT

PROGRAM = Path(os.environ.get("TINGJIAN_TEST_PREFECT") or PROJECT / ".venv-prefect" / "bin" / "prefect")

PATIENCE = 600.0  # seconds: a new database takes a hundred migrations, on a busy machine minutes


class PrefectServer:
    """Prefect's, in a process of its own that may be killed and started again."""

    def __init__(self, program: Path | str, database: str, folder: Path) -> None:
        self._port = _free_port()
        self.url, self._program, self._folder = f"http://127.0.0.1:{self._port}/api", program, folder
        self._environment = os.environ | {
            "PREFECT_HOME": str(folder / "server"),
            "PREFECT_API_DATABASE_CONNECTION_URL": database,
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
        }
        self._environment.pop("PREFECT_API_URL", None)

    def start(self) -> None:
        command = [str(self._program), "server", "start", "--host", "127.0.0.1", "--port", str(self._port), "--no-ui"]
        log = (self._folder / "server.log").open("ab")
        self._process = subprocess.Popen(command, env=self._environment, stdout=log, stderr=log, start_new_session=True)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                if httpx.get(f"{self.url}/health", timeout=2).is_success:
                    return
            except httpx.HTTPError:
                time.sleep(0.5)
        self.kill()
        raise RuntimeError("Prefect's server does not start")

    def kill(self) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def _free_port() -> int:
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        port: int = any_port.getsockname()[1]
        return port
