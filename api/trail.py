"""Notes who looked at what, durably and without making readers wait for each other's transactions."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future
from queue import Empty, SimpleQueue

from pipeline.language import _
from pipeline.storage import Database, StoreError
from pipeline.storage.tables import AuditRow

_LONGEST_WAIT, _AGAIN_AFTER = 30.0, 300.0  # seconds
Note = tuple[AuditRow, "Future[None]"]


class Trail:
    """One thread writes the notes of all requests; those that came meanwhile go into one transaction.

    Changes are noted by :func:`pipeline.accounts.audit.note` in their own transaction instead.
    """

    def __init__(self, database: Database) -> None:
        # A connection of its own: requests that wait for their notes may hold all of the others.
        self._database = Database(database.url, pool_size=1)
        self._notes: SimpleQueue[Note | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._recent: dict[tuple[int, str, str, str], float] = {}

    def note(self, user_id: int, action: str, subject: str, id: object, **details: object) -> None:
        """Returns when the note is on the disk; raises StoreError where it can't be: then nothing may be shown."""
        done: Future[None] = Future()
        row = AuditRow(user_id=user_id, action=action, subject=subject, subject_id=str(id), details=details)
        self._start()
        self._notes.put((row, done))
        try:
            done.result(_LONGEST_WAIT)
        except Exception as error:
            raise StoreError(_("访问记录无法写入，请稍后再试")) from error

    def note_once(self, user_id: int, action: str, subject: str, id: object) -> None:
        """As ``note``, but not again within five minutes: players ask for a recording in many pieces."""
        key, now = (user_id, action, subject, str(id)), time.monotonic()
        if now - self._recent.get(key, -_AGAIN_AFTER) < _AGAIN_AFTER:
            return
        self.note(user_id, action, subject, id)
        self._recent = {k: at for k, at in self._recent.items() if now - at < _AGAIN_AFTER} | {key: now}

    def close(self) -> None:
        if self._thread is not None:
            self._notes.put(None)
            self._thread.join()
            self._thread = None
        self._database.close()

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="trail", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while (first := self._notes.get()) is not None:
            batch, last = self._batch(first)
            self._write(batch)
            if last:
                return

    def _batch(self, first: Note) -> tuple[list[Note], bool]:
        """What waits now, and whether the end was asked for."""
        batch = [first]
        while True:
            try:
                following = self._notes.get_nowait()
            except Empty:
                return batch, False
            if following is None:
                return batch, True
            batch.append(following)

    def _write(self, batch: list[Note]) -> None:
        try:
            with self._database.writing() as session:
                session.add_all(row for row, _ in batch)
        except Exception as error:
            for _, done in batch:
                done.set_exception(error)
            return
        for _, done in batch:
            done.set_result(None)
