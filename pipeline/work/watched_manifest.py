"""A list of calls that is written while a folder is watched: read when it changed, told of once when it is faulty."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.errors import ManifestError
from pipeline.intake.conventions import Conventions
from pipeline.intake.manifest import Manifest, read_manifest

State = tuple[int, int]  # size in bytes, time of the last change in ns


@dataclass
class WatchedManifest:
    """Works on a copy of the list as it was last found whole: a list that is half written, or away for a while, costs
    nothing of what it said before. The copy is on the disk, since a list may be longer than memory."""

    path: Path
    conventions: Conventions
    warn: Callable[[str], None]
    _folder: TemporaryDirectory[str] = field(default_factory=lambda: TemporaryDirectory(prefix="tingjian-"))
    _read_state: State | None = None
    _told: str = ""

    @property
    def whole(self) -> Path | None:
        """The list as it was last found whole; None where it never was."""
        kept = Path(self._folder.name) / self.path.name
        return kept if kept.exists() else None

    def refresh(self) -> bool:
        """Whether there is a new whole list."""
        state = self._state()
        if state == self._read_state:
            return False
        draft = Path(self._folder.name) / "draft" / self.path.name
        try:
            draft.parent.mkdir(exist_ok=True)
            shutil.copyfile(self.path, draft)
            read_manifest(draft, (), self.conventions)
        except (ManifestError, OSError) as error:
            if self.path.exists():
                self._tell(str(error) if isinstance(error, ManifestError) else f"{self.path.name}：清单无法读取")
            return False
        draft.replace(Path(self._folder.name) / self.path.name)
        self._read_state, self._told = state, ""
        return True

    def about(self, files: list[Path], folder: Path) -> Manifest | None:
        """What it says of ``files`` in the watched ``folder``."""
        return read_manifest(self.whole, files, self.conventions, [folder]) if self.whole else None

    def close(self) -> None:
        self._folder.cleanup()

    def _state(self) -> State | None:
        try:
            status = self.path.stat()
        except OSError:
            return self._read_state  # not there yet, or away for a while
        return status.st_size, status.st_mtime_ns

    def _tell(self, problem: str) -> None:
        if problem != self._told:
            self.warn(f"{problem}，稍后再试")
            self._told = problem
