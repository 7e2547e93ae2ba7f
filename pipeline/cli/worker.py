"""``tingjian worker`` and ``tingjian watch``: long-lived processes. With ``PREFECT_API_URL`` Prefect orders the work:
then ``worker`` is Prefect's own worker of our pool, and ``watch`` hands out what it takes in."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from pipeline.cli.console import complain, hint, say
from pipeline.cli.inputs import check_manifest
from pipeline.cli.shift import in_thread, work_in
from pipeline.dispatch import Dispatching, server
from pipeline.errors import InputNotFound
from pipeline.inbox.mail import deliver_mails
from pipeline.intake.conventions import Conventions
from pipeline.settings import Settings, as_environment, load_settings
from pipeline.storage.store import Store
from pipeline.webhooks import Deliveries
from pipeline.work.claimed_calls import Outcome
from pipeline.work.held_leases import LEASE, is_alive
from pipeline.work.watch import Watch
from pipeline.work.worker import REST, Worker
from pipeline.work.workplace import Workplace

HEALTHY, SICK = 0, 1


def worker_command(until_empty: bool) -> int:
    """Work for the store until told to stop (SIGTERM, Ctrl-C), or ``until_empty``: until nothing waits."""
    settings = load_settings()
    if server() is not None and not until_empty:
        return _prefects_worker(settings)
    return _work(settings, Store.of(settings), lambda: None, until_empty)


def watch_command(folder: Path, manifest: Path | None, settled: float) -> int:
    """Take in what a recorder writes into ``folder``, and see to it that it is heard."""
    if not folder.is_dir():
        raise InputNotFound("找不到这个文件夹")
    settings = load_settings()
    check_manifest(manifest, Conventions.of(settings))
    store = Store.of(settings)
    watch = Watch(folder, manifest, store, settings, settled, warn=hint)

    def look() -> None:
        for queued in watch.look():
            if queued.error:
                complain(queued.path, queued.error)

    if (url := server()) is not None:
        return _hand_out(Dispatching(store.database, url), look)
    return _work(settings, store, look, until_empty=False)


def healthy_command() -> int:
    """Whether a worker of this machine gave a sign of life lately: for health checks of containers."""
    return HEALTHY if is_alive(load_settings().data_dir, socket.gethostname(), LEASE) else SICK


def _work(settings: Settings, store: Store, look: Callable[[], None], until_empty: bool) -> int:
    stop = _until_told()

    def work(place: Workplace) -> None:
        say(f"开始工作：worker-{socket.gethostname()}-{os.getpid()}")
        Worker(place, _tell, look, stop).run(until_empty)

    with ExitStack() as beside:
        if not until_empty:
            deliveries = Deliveries(store.database, settings, deliver_mails)
            deliveries.start()
            beside.callback(deliveries.stop)
        work_in(lambda: Workplace(settings, store), work)
    return 0


def _hand_out(dispatching: Dispatching, look: Callable[[], None]) -> int:
    stop = _until_told()

    def work() -> None:
        while not stop.wait(REST):
            look()

    dispatching.start()
    in_thread(work)
    dispatching.stop()
    return 0


def _prefects_worker(settings: Settings) -> int:
    """Prefect's worker, in this process; its flow runs find the same store, wherever they are started."""
    from pipeline.flows import environment

    environment.prepare(settings.cache_dir)
    os.environ.update(as_environment(settings))
    from pipeline.flows.deploy import start_worker

    start_worker(_name())
    return 0


def _name() -> str:
    return f"{socket.gethostname()}-{os.getpid()}"


def _until_told() -> threading.Event:
    """Set by SIGTERM: calls in hand are finished, none is begun."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    return stop


def _tell(call_id: str, outcome: Outcome) -> None:
    """One line a call: ids only."""
    say(f"{time.strftime('%H:%M:%S')} {call_id[:12]} {outcome.value}")
