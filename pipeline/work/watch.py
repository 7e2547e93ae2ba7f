"""A folder that a recorder writes into: files are taken in when nobody writes to them any more."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.intake.inputs import expand
from pipeline.intake.manifest import Manifest, read_manifest
from pipeline.settings import Settings
from pipeline.storage.store import Store
from pipeline.work.enqueue import Queued, enqueue

SETTLED_SECONDS = 10.0  # a file that has not changed for so long is complete
HALF_WRITTEN = (".part", ".tmp", ".partial", ".crdownload")
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
    _taken: dict[Path, State] = field(default_factory=dict)

    def look(self) -> list[Queued]:
        """Queue the files that have not changed for ``settled`` seconds; an error is told once for each file."""
        ready = [path for path in self._files() if self._is_ready(path)]
        return list(enqueue(ready, self._listed(), self.store, self.settings)) if ready else []

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

    def _listed(self) -> Manifest | None:
        """Read anew each time: the telephone system adds to it."""
        return read_manifest(self.manifest) if self.manifest and self.manifest.is_file() else None
