"""``tingjian`` as a person runs it, in this process, with fakes in the engine."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli.main import run
from tests.pipeline.fakes import filled_engine


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def results(self) -> list[dict[str, Any]]:
        """The JSON lines of stdout, which holds nothing else."""
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A working directory without .env, no settings of this machine, and logging as it was afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TINGJIAN_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("TINGJIAN_LOG", raising=False)
    yield
    for package in ("pipeline", "models"):
        logging.getLogger(package).setLevel(logging.NOTSET)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Fills the engine that the command makes: ``engine(transcriber=…)``."""

    def fill(**parts: Any) -> None:
        monkeypatch.setattr("pipeline.cli.analyze.Engine", lambda settings: filled_engine(settings, **parts))

    fill()
    return fill


@pytest.fixture
def tingjian(engine: Callable[..., None], capfd: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Runs the command; any traceback fails the test."""

    def command(*arguments: object) -> Ran:
        with pytest.raises(SystemExit) as ended:
            run([str(a) for a in arguments])
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        return Ran(int(ended.value.code or 0), out, err)

    return command
