"""Files that only their owner may read: what callers said, and how people sign in."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

FOLDER, FILE = 0o700, 0o600
_OTHERS = 0o077


def private_folder(path: Path) -> Path:
    """Make ``path``, or take it away from everybody else. Raises OSError where it can't be made."""
    path.mkdir(parents=True, exist_ok=True, mode=FOLDER)
    _take_away(path)
    return path


def private_file(path: Path) -> Path:
    """Make an empty file at ``path``, or take it away from everybody else; an existing one keeps what it holds.

    An existing file is not opened: closing it would give up every lock that this process has on it, and SQLite's other
    processes would take the database for theirs alone.
    """
    with contextlib.suppress(FileExistsError):
        os.close(new_private_file(path))
    _take_away(path)
    return path


def new_private_file(path: Path) -> int:
    """A descriptor to write a file that must not exist yet."""
    return os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE)


def _take_away(path: Path) -> None:
    """Where it is not ours to change, whoever made it has decided."""
    with contextlib.suppress(OSError):
        mode = path.stat().st_mode
        if mode & _OTHERS:
            path.chmod(mode & ~_OTHERS & 0o7777)
