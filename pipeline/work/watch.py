"""A folder that a recorder writes into: files are taken in when nobody writes to them any more."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pipeline.hearing.engine import Engine
from pipeline.intake.conventions import Conventions
from pipeline.intake.inputs import HALF_WRITTEN, expand
from pipeline.review.apply_manifest import apply_manifest
from pipeline.review.settle_facts import Settlement
from pipeline.settings import Settings
from pipeline.storage.store import Store
from pipeline.work.enqueue import Queued, enqueue
from pipeline.work.known_calls import settle_known
from pipeline.work.watched_manifest import WatchedManifest

SETTLED_SECONDS = 10.0  # a file that has not changed for so long is complete
State = tuple[int, int]  # size in bytes, time of the last change in ns


@dataclass
class Watch:
    """Looks at ``folder`` again and again; remembers what it has taken in. A folder that is away for a while is no
    reason to stop."""

    folder: Path
    manifest: Path | None
    store: Store
    settings: Settings
    settled: float = SETTLED_SECONDS
    clock: Callable[[], float] = time.monotonic
    _seen: dict[Path, tuple[State, float]] = field(default_factory=dict)
    warn: Callable[[str], None] = lambda _: None
    _taken: dict[Path, State] = field(default_factory=dict)
    _list: WatchedManifest | None = None

    def __post_init__(self) -> None:
        if self.manifest is not None:
            conventions = Conventions.of(self.settings)
            self._list = WatchedManifest(self.manifest, conventions, lambda text: self.warn(text))

    def look(self) -> list[Queued]:
        """Queue the files that have not changed for ``settled`` seconds; an error is told once for each file.

        A manifest that can't be read, because somebody writes to it or otherwise, is told once and tried again the next
        time; the recordings go on without it. What it says of recordings that are here already is completed.
        """
        files = self._files()
        ready = [path for path in files if self._is_ready(path)]
        changed = self._list.refresh() if self._list else False
        if not ready and not changed:
            return []
        listed = self._list.about(files, self.folder) if self._list else None
        queued = list(enqueue(ready, listed, self.store, self.settings))
        notices = settle_known(queued, self.store, self._settlement())
        if changed and self._list and self._list.whole:
            notices += self._complete_the_others(self._list.whole)
        for notice in notices:
            self.warn(notice)
        return queued

    def close(self) -> None:
        if self._list:
            self._list.close()

    def assume_seen(self) -> None:
        """Take the time at which each file says that it was changed for the time at which we saw it first."""
        for path in self._files():
            with suppress(OSError):
                status = path.stat()
                self._seen[path] = ((status.st_size, status.st_mtime_ns), status.st_mtime)

    def taken(self) -> dict[Path, State]:
        """What has been taken in and is still there."""
        there = set(self._files())
        return {path: state for path, state in self._taken.items() if path in there}

    def _files(self) -> list[Path]:
        return [path for path in expand([self.folder], []) if path.suffix.lower() not in HALF_WRITTEN]

    def _is_ready(self, path: Path) -> bool:
        """Whether the file is new or changed since it was taken in, and nobody writes to it."""
        try:
            status = path.stat()
        except OSError:
            return False
        state, now = (status.st_size, status.st_mtime_ns), self.clock()
        if self._taken.get(path) == state:
            return False
        before, since = self._seen.get(path, (None, now))
        if before != state:
            self._seen[path] = (state, now)
            return False
        if now - since < self.settled or status.st_size == 0:
            return False
        self._taken[path] = state
        del self._seen[path]
        return True

    def _complete_the_others(self, whole: Path) -> list[str]:
        """Rows that came after their recordings complete what is known of stored calls; returns what contradicts it."""
        conventions = Conventions.of(self.settings)
        done = apply_manifest(whole, self.store.database, conventions, self._settlement(), self.folder)
        kept = f"{done.kept.told()} 与库中不同，未改动；要更正请运行 tingjian manifest apply"
        return [kept] if done.kept.count else []

    def _settlement(self) -> Settlement:
        return Settlement(lambda: self._engine.pack, self.settings.timezone)

    @cached_property
    def _engine(self) -> Engine:
        return Engine(self.settings)


def look_once(folder: Path, manifest: Path | None, store: Store, settings: Settings, settled: float) -> list[Queued]:
    """One look of a process that does not stay: what it took in is noted in the data folder for the next one."""
    notes = settings.data_dir / "watched" / f"{hashlib.sha256(str(folder).encode()).hexdigest()[:16]}.json"
    taken = {Path(path): (size, changed) for path, size, changed in _read(notes)}
    watch = Watch(folder, manifest, store, settings, settled, clock=time.time, _taken=taken)
    watch.assume_seen()
    queued = watch.look()
    watch.close()
    _write(notes, [(str(path), *state) for path, state in watch.taken().items()])
    return queued


def _read(notes: Path) -> list[tuple[str, int, int]]:
    """Nothing where there are none yet, or they can't be read: files that are known already cost a look only."""
    try:
        return [(path, size, changed) for path, size, changed in json.loads(notes.read_bytes())]
    except (OSError, ValueError):
        return []


def _write(notes: Path, taken: list[tuple[str, int, int]]) -> None:
    notes.parent.mkdir(parents=True, exist_ok=True)
    draft = notes.with_name(f"{notes.name}.{os.getpid()}.part")
    draft.write_text(json.dumps(taken), encoding="utf-8")
    draft.replace(notes)
