"""The leases that this process holds on calls: it is named, and alive for as long as a file of its own stays locked.

The system lets the lock go when a process ends, however it ends. So whoever shares the data folder sees at once that a
holder is gone, instead of waiting for its leases to end; on other machines the leases tell.
"""

from __future__ import annotations

import fcntl
import os
import socket
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import IO

from sqlalchemy.exc import SQLAlchemyError

from pipeline.errors import OutputError
from pipeline.storage import Database
from pipeline.storage.lease import Lease, abandon, extend
from pipeline.storage.tables import CallRow, JobRow

LEASE = 120.0  # seconds that a call is held without a sign of life
BEATS = 4  # signs of life within a lease
FOLDER = "holders"


class HeldLeases:
    """Which calls this process holds: renewed from a thread of its own, until they are closed."""

    def __init__(self, database: Database, data_dir: Path, lease: float = LEASE) -> None:
        self.name = f"{socket.gethostname()[:60]}-{os.getpid()}-{os.urandom(4).hex()}"
        self.lease, self._database, self._folder = lease, database, data_dir / FOLDER
        self._held: set[str] = set()
        self._closed = threading.Event()
        self._sign = _locked(self._folder, self.name)
        threading.Thread(target=self._beat, name="heartbeat", daemon=True).start()

    def __enter__(self) -> HeldLeases:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()

    def hold(self, call_id: str) -> None:
        self._held.add(call_id)

    def let_go(self, call_id: str) -> None:
        self._held.discard(call_id)

    def held(self) -> tuple[str, ...]:
        return tuple(self._held)

    def close(self) -> None:
        self._closed.set()
        (self._folder / self.name).unlink(missing_ok=True)
        self._sign.close()

    def take_from_the_gone(self) -> None:
        """End the leases of holders that shared this data folder and are gone."""
        for file in self._folder.iterdir():
            if not file.name.startswith(".") and file.name != self.name and _is_unlocked(file):
                with self._database.writing() as session:
                    abandon(session, CallRow, file.name)
                    abandon(session, JobRow, file.name)
                file.unlink(missing_ok=True)

    def _beat(self) -> None:
        while not self._closed.wait(self.lease / BEATS):
            try:
                with self._database.writing() as session:
                    extend(session, CallRow, Lease(self.name, self.lease), self.held())
                (self._folder / self.name).touch()
            except SQLAlchemyError:  # the database is away: the next beat, or whoever takes the call over, will tell
                continue


def is_alive(data_dir: Path, host: str, seconds: float) -> bool:
    """Whether a holder on ``host`` gave a sign of life, to the store too, in the last ``seconds``."""
    lately = time.time() - seconds
    signs = (data_dir / FOLDER).glob(f"{host[:60]}-*")
    return any(sign.stat().st_mtime > lately and not _is_unlocked(sign) for sign in signs)


def _locked(folder: Path, name: str) -> IO[bytes]:
    """A new locked file: it gets its name when it is locked, so that nobody ever sees it without its lock."""
    draft = folder / f".{name}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = draft.open("xb")
        fcntl.flock(file, fcntl.LOCK_EX)
        draft.rename(folder / name)
    except OSError as error:
        raise OutputError(folder, error) from error
    return file


def _is_unlocked(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    except OSError:
        return False
