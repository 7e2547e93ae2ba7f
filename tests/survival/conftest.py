"""Commands in processes of their own that may be killed, on a store that outlives them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import URL

from pipeline.flows import environment
from pipeline.flows.local_server import LocalServer
from pipeline.storage import Database, migrate
from pipeline.storage.tables import CallRow, JudgementRow, ScorecardRow
from tests.pipeline.audio.media import RATE, babble, noise, save_wav

PATIENCE = 400.0  # seconds that a command may take on a busy machine


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("survival")


@dataclass
class Place:
    """A store, a folder of recordings, and commands that work on them."""

    folder: Path
    url: URL
    prefect: str
    environment: dict[str, str] = field(default_factory=dict)

    def start(self, *arguments: object, **more: str) -> subprocess.Popen[str]:
        own = {"TINGJIAN_DATA_DIR": str(self.folder / "data"), "TINGJIAN_CACHE_DIR": str(self.folder / "cache"),
               "TINGJIAN_DATABASE_URL": self.url.render_as_string(hide_password=False), "COLUMNS": "200",
               "PREFECT_API_URL": self.prefect, "FAKE_LOG": str(self.folder / "heard.txt")}  # fmt: skip
        return subprocess.Popen(
            [sys.executable, "-m", "tests.survival.driver", *map(str, arguments)], text=True,
            env=os.environ | own | self.environment | more, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *arguments: object, **more: str) -> subprocess.CompletedProcess[str]:
        process = self.start(*arguments, **more)
        out, err = process.communicate(timeout=PATIENCE)
        assert "Traceback" not in err
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def recordings(self, count: int) -> Path:
        folder = self.folder / "in"
        folder.mkdir()
        for number in range(count):
            short_call(folder / f"call-{number:02}.wav", seed=10 * number)
        return folder

    def states(self) -> dict[str, int]:
        with self.reading() as session:
            return dict(session.execute(select(CallRow.state, func.count()).group_by(CallRow.state)).tuples().all())

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
            migrate(self._open)
        return self._open


def short_call(path: Path, seed: int) -> Path:
    """2.4 s in which both channels speak once."""
    samples = np.stack([noise(2.4, seed=seed), noise(2.4, seed=seed + 1)])
    samples[0, RATE // 5 : RATE] += 3 * babble(0.8, seed)
    samples[1, RATE * 5 // 4 : RATE * 9 // 4] += 3 * babble(1.0, seed + 1)
    return save_wav(path, samples)


@pytest.fixture(scope="session")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One Prefect server for all: each command would start its own."""
    cache = tmp_path_factory.mktemp("prefect")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("PREFECT_HOME", *environment.ALWAYS, *environment.UNLESS_SET):
            patch.setenv(name, "")
            patch.delenv(name)
        environment.prepare(cache)
        with LocalServer(cache) as server:
            yield server.url() or ""


@pytest.fixture
def place(tmp_path: Path, database_url: URL, prefect: str) -> Place:
    place = Place(tmp_path, database_url, prefect)
    place._database()
    return place
