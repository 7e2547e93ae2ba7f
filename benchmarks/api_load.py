"""200 readers and 20 uploads at once against a really running server: errors, and how long answers take.

``python -m benchmarks.api_load [--readers 200] [--uploads 20] [--requests 20] [--calls 1000]``
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
import wave
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from pipeline.accounts import Scope, tokens, users
from pipeline.settings import Settings
from pipeline.storage import Database, migrate
from pipeline.storage.recordings import RecordingStore
from pipeline.storage.tables import RecordingRow, UserRole
from tests.builders import agent, call, customer
from tests.stored_calls import store_call

READS = ("", "/transcript", "/scorecard", "/receipt", "/peaks", "/audio")
RECORDINGS = 5  # of the calls have sound


@dataclass
class Measured:
    """Seconds of each answer, and what went wrong."""

    reads: list[float] = field(default_factory=list)
    uploads: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    wall: float = 0.0

    def quantile(self, times: list[float], q: float) -> float:
        return float(np.quantile(times, q)) if times else 0.0

    def line(self, name: str, times: list[float]) -> str:
        shown = " ".join(f"p{round(100 * q)} {1000 * self.quantile(times, q):.0f} ms" for q in (0.5, 0.95, 0.99, 1.0))
        return f"{name}: {len(times)} answers, {shown}"


def fill(folder: Path, calls: int) -> tuple[list[str], str]:
    """A store with judged calls, some with sound; returns their ids and a reviewer's token."""
    settings = Settings(data_dir=folder, _env_file=None)  # type: ignore[call-arg]
    database, recordings = Database.of(settings), RecordingStore.of(settings)
    migrate(database)
    ids = [
        store_call(database, recordings, _call(n), _sound(folder, n) if n < RECORDINGS else None) for n in range(calls)
    ]
    with database.writing() as session:
        session.query(RecordingRow).update({"codec": "pcm_s16le"})
        reviewer = users.add_user(session, "load", UserRole.REVIEWER, "unusable")
        _, token = tokens.issue(session, reviewer.id, "load", list(Scope), 1)
    database.close()
    return ids, token


def _call(number: int):  # type: ignore[no-untyped-def]
    lines = [agent("您好，这里是信息服务台，请问有什么可以帮您？"), customer(f"第{number}台打印机坏了")]
    lines += [agent("请您稍等，我马上为您查询一下。"), customer("好的，麻烦你了。")] * 10
    return replace(call(*lines, id=f"call-{number}"), agent_id=f"A{number % 50:03}")


def _sound(folder: Path, number: int) -> Path:
    path = folder / f"{number}.wav"
    noise = np.random.default_rng(number).normal(0, 3000, 60 * 8000 * 2).astype("<i2")
    with wave.open(str(path), "wb") as target:
        target.setnchannels(2)
        target.setsampwidth(2)
        target.setframerate(8000)
        target.writeframes(noise.tobytes())
    return path


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """``tingjian serve`` over the store in ``folder``; gives its port."""
    command = [sys.executable, "-c", "from pipeline.cli.main import run; run()", "serve", "--port", "0"]
    environment = os.environ | {"TINGJIAN_DATA_DIR": str(folder), "TINGJIAN_DATABASE_URL": "", "COLUMNS": "200"}
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=environment, text=True) as server:
        try:
            yield _port(server)
        finally:
            server.terminate()
            server.wait(30)


def _port(server: subprocess.Popen[str]) -> int:
    assert server.stderr is not None
    for line in server.stderr:
        if found := re.search(r"http://[\d.]+:(\d+)", line):
            return int(found[1])
    raise RuntimeError("the server did not start")


class Connection:
    """One kept-alive HTTP/1.1 connection; as little as a load test needs."""

    def __init__(self, port: int, token: str) -> None:
        self._port, self._token = port, token
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, headers: str = "", body: bytes = b"") -> int:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self._token}\r\n{headers}"
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()
        answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = re.search(r"content-length: (\d+)", answer)
        await reader.readexactly(int(length[1]) if length else 0)
        return int(answer.split(" ")[1])

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()


async def measure(port: int, token: str, ids: list[str], readers: int, uploads: int, requests: int) -> Measured:
    measured, began = Measured(), time.perf_counter()
    tasks = [_read(Connection(port, token), ids, n, requests, measured) for n in range(readers)]
    tasks += [_upload(Connection(port, token), n, measured) for n in range(uploads)]
    await asyncio.gather(*tasks)
    measured.wall = time.perf_counter() - began
    return measured


async def _read(connection: Connection, ids: list[str], reader: int, requests: int, measured: Measured) -> None:
    for n in range(requests):
        number = reader * 7919 + n
        what = READS[number % len(READS)]
        call_id = ids[number % (RECORDINGS if what in ("/peaks", "/audio") else len(ids))]
        path = "/api/v1/calls?limit=50" if n % 10 == 9 else f"/api/v1/calls/{call_id}{what}"
        headers = "Range: bytes=0-65535\r\n" if what == "/audio" else ""
        await _timed(connection.ask("GET", path, headers), path.split("?")[0], measured.reads, measured)
    connection.close()


async def _upload(connection: Connection, number: int, measured: Measured) -> None:
    sound = b"RIFF\0\0\0\0WAVE" + number.to_bytes(4, "big") + os.urandom(1024 * 1024)
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="u.wav"\r\n\r\n' + sound + b"\r\n--b--\r\n"
    kind = "Content-Type: multipart/form-data; boundary=b\r\n"
    await _timed(connection.ask("POST", "/api/v1/calls", kind, body), "upload", measured.uploads, measured)
    connection.close()


async def _timed(asking, name: str, times: list[float], measured: Measured) -> None:  # type: ignore[no-untyped-def]
    began = time.perf_counter()
    try:
        status = await asking
    except (OSError, asyncio.IncompleteReadError) as error:
        measured.errors[f"{name.split('/')[-1]} {type(error).__name__}"] += 1
        return
    times.append(time.perf_counter() - began)
    if status not in (200, 201, 206):
        measured.errors[f"{name.split('/')[-1]} {status}"] += 1


def run(readers: int, uploads: int, requests: int, calls: int) -> Measured:
    with tempfile.TemporaryDirectory() as folder:
        ids, token = fill(Path(folder), calls)
        with served(Path(folder)) as port:
            asyncio.run(measure(port, token, ids, 4, 1, 20))  # warm: routes, statements and copies are made once
            return asyncio.run(measure(port, token, ids, readers, uploads, requests))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("readers", 200), ("uploads", 20), ("requests", 20), ("calls", 1000)):
        parser.add_argument(f"--{name}", type=int, default=default)
    chosen = vars(parser.parse_args())
    measured = run(**chosen)
    print(measured.line("reads", measured.reads))
    print(measured.line("uploads of 1 MiB", measured.uploads))
    print(f"errors: {dict(measured.errors)}; {len(measured.reads) / measured.wall:.0f} answers a second")


if __name__ == "__main__":
    main()
