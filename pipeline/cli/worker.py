"""``tingjian worker`` and ``tingjian watch``: long-lived processes that keep the models in memory."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

from pipeline.cli.console import complain, say
from pipeline.cli.ingest import read_listed
from pipeline.cli.shift import Shift, leave
from pipeline.errors import InputNotFound
from pipeline.flows.runner import Runner
from pipeline.settings import Settings, load_settings
from pipeline.storage.calls import Claim
from pipeline.storage.store import Store
from pipeline.work.claimed_calls import Bench, Outcome
from pipeline.work.lease import LEASE, is_alive
from pipeline.work.watch import Watch
from pipeline.work.worker import Worker

HEALTHY, SICK = 0, 1


def worker_command(until_empty: bool) -> int:
    """Work for the store until told to stop (SIGTERM, Ctrl-C), or ``until_empty``: until nothing waits."""
    settings = load_settings()
    return _work(settings, Store.of(settings), lambda: None, until_empty)


def watch_command(folder: Path, manifest: Path | None, settled: float) -> int:
    """Take in what a recorder writes into ``folder``, and work for the store."""
    if not folder.is_dir():
        raise InputNotFound("找不到这个文件夹")
    read_listed(manifest, [])
    settings = load_settings()
    store = Store.of(settings)
    watch = Watch(folder, manifest, store, settings, settled)

    def look() -> None:
        for queued in watch.look():
            if queued.error:
                complain(queued.path, queued.error)

    return _work(settings, store, look, until_empty=False)


def healthy_command() -> int:
    """Whether a worker of this machine gave a sign of life lately: for health checks of containers."""
    return HEALTHY if is_alive(load_settings().data_dir, socket.gethostname(), LEASE) else SICK


def _work(settings: Settings, store: Store, look: Callable[[], None], until_empty: bool) -> int:
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())  # calls in hand are finished, none is begun

    def work(runner: Runner, bench: Bench) -> None:
        name = f"worker-{socket.gethostname()}-{os.getpid()}"
        say(f"开始工作：{name}")
        Worker(runner.run, bench, settings, name, _tell, look, stop).run(until_empty)

    shift = Shift(settings, store, work, own_server=False)
    shift.to_the_end()
    if shift.lost_prefect:
        leave(0)
    return 0


def _tell(claim: Claim, outcome: Outcome) -> None:
    """One line a call: ids only."""
    say(f"{time.strftime('%H:%M:%S')} {claim.call_id[:12]} {outcome.value}")
