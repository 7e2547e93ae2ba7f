"""Short calls through Prefect's workers, or through our own loop: ``python -m benchmarks.many_workers STORE_URL``.

Hearing is a stand-in that takes ``--seconds`` a call; everything else is real: the store, Prefect's server on its own
database (``--server`` is the program of its environment, ``--prefect-database`` its address), its pool, its workers.
``--trouble`` kills one worker with all its processes at a third of the way and the server at two thirds. Every call
must be judged exactly once.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from sqlalchemy import func, select

from pipeline.dispatch import Dispatching
from pipeline.settings import PROJECT, Settings
from pipeline.storage import Database, migrate
from pipeline.storage.recordings import RecordingStore
from pipeline.storage.store import Store
from pipeline.storage.tables import CallRow, JudgementRow
from pipeline.work.enqueue import enqueue
from tests.survival.prefect_server import PROGRAM, PrefectServer
from tests.survival.short_calls import short_call

WORKER = "from pipeline.cli.main import run; run(['worker'])"
PLAIN_WORKER = f"from tests.survival.driver import pretend; pretend(); {WORKER}"
DEPLOY = "from tests.survival.fake_hearing import deploy; deploy()"
PATIENCE = 900.0  # seconds


@dataclass(frozen=True)
class Trial:
    """A store with calls in it, and processes that work on it."""

    store: Store
    settings: Settings
    folder: Path
    environment: dict[str, str]

    def start(self, program: str, log: str) -> subprocess.Popen[bytes]:
        with (self.folder / log).open("ab") as file:
            return subprocess.Popen(
                [sys.executable, "-c", program],
                env=self.environment,
                stdout=file,
                stderr=file,
                start_new_session=True,
                cwd=PROJECT,
            )

    def take_in(self, name: str, count: int) -> None:
        paths = [
            short_call(self.folder / f"{name}-{n:04}.wav", sum(name.encode()) * 100_000 + 10 * n) for n in range(count)
        ]
        list(enqueue(paths, None, self.store, self.settings))

    def done(self) -> int:
        with self.store.database.reading() as session:
            return session.scalar(select(func.count()).select_from(CallRow).where(CallRow.state == "done")) or 0

    def wait_for(self, count: int) -> float:
        began = time.monotonic()
        while self.done() < count:
            if time.monotonic() - began > PATIENCE:
                raise RuntimeError(f"{self.done()} of {count} after {PATIENCE:.0f} s")
            time.sleep(0.2)
        return time.monotonic() - began

    def outcome(self) -> str:
        with self.store.database.reading() as session:
            judged = Counter(session.scalars(select(JudgementRow.call_id)))
            states = Counter(session.scalars(select(CallRow.state)))
        once = sum(count == 1 for count in judged.values())
        return f"states {dict(states)}, judged once {once}, more than once {len(judged) - once}"


def trial(url: str, seconds: str, folder: Path) -> Trial:
    settings = Settings(data_dir=folder / "data", cache_dir=folder / "cache", database_url=url, _env_file=None)
    store = Store(Database.of(settings), RecordingStore.of(settings))
    migrate(store.database)
    environment = os.environ | {
        "TINGJIAN_DATABASE_URL": url,
        "TINGJIAN_DATA_DIR": str(folder / "data"),
        "FAKE_SECONDS": seconds,
        "TINGJIAN_CACHE_DIR": str(folder / "cache"),
        "PREFECT_HOME": str(folder / "prefect"),
        "DO_NOT_TRACK": "1",
        "PYTHONPATH": str(PROJECT),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    environment.pop("PREFECT_API_URL", None)
    return Trial(store, settings, folder, environment)


@contextmanager
def prefect(there: Trial, program: str, database: str) -> Iterator[PrefectServer]:
    """Its server, with our deployments, and calls handed out to it."""
    server = PrefectServer(program, database or f"sqlite+aiosqlite:///{there.folder}/prefect.db", there.folder)
    server.start()
    there.environment["PREFECT_API_URL"] = server.url
    if there.start(DEPLOY, "deploy.log").wait(PATIENCE):
        raise RuntimeError((there.folder / "deploy.log").read_text())
    dispatching = Dispatching(there.store.database, server.url)
    dispatching.start()
    try:
        yield server
    finally:
        dispatching.stop()
        server.kill()


@contextmanager
def workers(there: Trial, program: str, count: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    running = [there.start(program, f"worker-{n}.log") for n in range(count)]
    try:
        yield running
    finally:
        for worker in running:
            if worker.poll() is None:
                os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()


def measure(there: Trial, calls: int, trouble: Iterator[int]) -> None:
    began = time.monotonic()
    there.wait_for(1)
    first = time.monotonic() - began
    for enough in trouble:
        there.wait_for(enough)
        print(f"{time.monotonic() - began:.0f} s: {there.done()} done", flush=True)
    there.wait_for(calls)
    whole = time.monotonic() - began
    print(
        f"{calls} calls in {whole:.1f} s, the first after {first:.1f} s:"
        f" then {(calls - 1) / (whole - first):.1f} calls/s",
        flush=True,
    )


def trouble(calls: int, running: list[subprocess.Popen[bytes]], server: PrefectServer | None) -> Iterator[int]:
    """What happens when so many calls are done."""
    yield calls // 3
    os.killpg(running[0].pid, signal.SIGKILL)
    yield 2 * calls // 3
    if server is not None:
        server.kill()
        time.sleep(5)
        server.start()


def delays(there: Trial, count: int) -> list[float]:
    """Seconds from the taking in of one call to its judgement, while nothing else waits."""
    found = []
    for n in range(count):
        before = there.done()
        there.take_in(f"single-{n}", 1)
        found.append(round(there.wait_for(before + 1), 1))
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("store")
    parser.add_argument("--calls", type=int, default=500)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--seconds", default="0.05")
    parser.add_argument("--singles", type=int, default=5)
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--trouble", action="store_true")
    parser.add_argument("--server", default=str(PROGRAM))
    parser.add_argument("--prefect-database", default="")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        there = trial(given.store, given.seconds, Path(name))
        there.take_in("call", given.calls)
        if given.plain:
            _run(there, given, PLAIN_WORKER, None)
        else:
            with prefect(there, given.server, given.prefect_database) as server:
                _run(there, given, WORKER, server)
        print(there.outcome())


def _run(there: Trial, given: argparse.Namespace, program: str, server: PrefectServer | None) -> None:
    with workers(there, program, given.workers) as running:
        measure(there, given.calls, trouble(given.calls, running, server) if given.trouble else iter(()))
        if single := delays(there, given.singles):
            print(f"delay of a single call: median {median(single):.1f} s of {single}", flush=True)


if __name__ == "__main__":
    main()
