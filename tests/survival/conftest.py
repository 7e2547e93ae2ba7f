"""Commands in processes of their own that may be killed, on a store that outlives them."""

from __future__ import annotations

import itertools
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import URL

from pipeline.storage import Database
from pipeline.storage.tables import CallRow, JudgementRow, ScorecardRow
from tests.survival.prefect_server import PROGRAM, PrefectServer
from tests.survival.short_calls import short_call

PATIENCE = 150.0  # seconds that a command may take on a busy machine
_processes = get_context("forkserver")  # imports everything once: a command then starts at once
_processes.set_forkserver_preload(["pytest", "tests.survival.driver"])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("thorough")


class Command:
    """A command that runs; ends with words where it takes too long."""

    def __init__(self, arguments: tuple[object, ...], environment: dict[str, str], output: Path) -> None:
        from tests.survival.driver import main

        self._arguments, self._output = arguments, output
        given = ([str(a) for a in arguments], environment, output)
        self._process = _processes.Process(target=main, args=given, daemon=True)
        self._process.start()

    @property
    def running(self) -> bool:
        return self._process.is_alive()

    @property
    def err(self) -> str:
        return self._output.with_suffix(".err").read_text()

    @property
    def out(self) -> str:
        return self._output.with_suffix(".out").read_text()

    def send(self, signal_number: int) -> None:
        os.kill(self._process.pid or 0, signal_number)

    def status(self) -> int:
        """Its exit status, negative where a signal ended it; waits for it."""
        self._process.join(PATIENCE)
        if self._process.exitcode is None:
            self.send(signal.SIGKILL)
            pytest.fail(f"{self._arguments[0]} did not end within {PATIENCE:.0f} s: {self.err}")
        assert "Traceback" not in self.err
        return self._process.exitcode


@dataclass
class Place:
    """A store, a folder of recordings, and commands that work on them."""

    folder: Path
    url: URL
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def start(self, *arguments: object, **more: str) -> Command:
        own = {
            "TINGJIAN_DATA_DIR": str(self.folder / "data"),
            "TINGJIAN_CACHE_DIR": str(self.folder / "cache"),
            "TINGJIAN_DATABASE_URL": self.url.render_as_string(hide_password=False),
            "COLUMNS": "200",
            "FAKE_LOG": str(self.folder / "heard.txt"),
        }
        return Command(arguments, own | more, self.folder / f"command-{next(self._numbers)}")

    def run(self, *arguments: object, **more: str) -> Command:
        command = self.start(*arguments, **more)
        command.status()
        return command

    def wait_for(self, condition: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > end:
                pytest.fail(f"not seen within {PATIENCE:.0f} s: {what}; the store has {self.states()}")
            time.sleep(0.1)

    def recordings(self, count: int) -> Path:
        folder = self.folder / "in"
        folder.mkdir()
        for number in range(count):
            short_call(folder / f"call-{number:02}.wav", seed=10 * number)
        return folder

    def states(self) -> dict[str, int]:
        with self.reading() as session:
            counted = session.execute(select(CallRow.state, func.count()).group_by(CallRow.state))
            return {row.state: row[1] for row in counted}

    def done(self) -> int:
        return self.states().get("done", 0)

    def reading(self):  # type: ignore[no-untyped-def]
        return self._database().reading()

    def writing(self):  # type: ignore[no-untyped-def]
        return self._database().writing()

    def each_once(self, count: int) -> bool:
        """Whether ``count`` calls are scored, each exactly once."""
        with self.reading() as session:
            judged = Counter(session.scalars(select(JudgementRow.call_id)))
            scored = Counter(session.scalars(select(ScorecardRow.call_id)))
        once = dict.fromkeys(judged, 1)
        return len(judged) == count and judged == once and scored == once and self.states() == {"done": count}

    def _database(self) -> Database:
        if not hasattr(self, "_open"):
            self._open = Database(self.url)
        return self._open


@pytest.fixture(scope="session")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectServer]:
    """One Prefect server for all."""
    if not PROGRAM.exists() and not os.environ.get("CI"):
        pytest.skip(f"Prefect's server is not installed: make {PROGRAM.parent.parent.name}/.ready")
    folder = tmp_path_factory.mktemp("prefect")
    server = PrefectServer(PROGRAM, f"sqlite+aiosqlite:///{folder}/prefect.db", folder)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def place(tmp_path: Path, database_url: URL) -> Place:
    place = Place(tmp_path, database_url)
    place._database()
    return place
