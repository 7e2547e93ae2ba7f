"""What no row of the store speaks of: copies for playback, uploads and copies that broke off, recordings of nobody."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import func, select

from pipeline.settings import Settings
from pipeline.storage.database import batched
from pipeline.storage.store import Store
from pipeline.storage.tables import RecordingRow

OLD = 24 * 3600.0  # seconds: what is younger may be at work yet
_PLAYBACK, _UPLOADS = "playback", "uploads"
_OWN = 32  # characters of a content hash that the names of its copies begin with


def delete_copies(settings: Settings, sha256: str) -> None:
    """Whatever was made of a recording to be played."""
    for path in _files(settings.data_dir / _PLAYBACK):
        if path.name.startswith(sha256[:_OWN]):
            _delete(path)


def sweep(store: Store, settings: Settings) -> None:
    """Delete what broke off long ago, copies of recordings that are gone, and recordings that no row names."""
    _delete_old(path for path in _files(settings.data_dir / _UPLOADS))
    _delete_old(path for path in _files(settings.data_dir / _PLAYBACK) if path.name.endswith(".part"))
    store.recordings.delete_drafts(OLD)
    for together in batched(list(store.recordings.older_than(OLD)), 500):
        for sha256 in set(together) - _kept(store, together):
            store.recordings.delete(sha256)
    copies = [path for path in _files(settings.data_dir / _PLAYBACK) if not path.name.endswith(".part")]
    for paths in batched(copies, 500):
        kept = {sha256[:_OWN] for sha256 in _kept(store, (), [path.name[:_OWN] for path in paths])}
        for path in paths:
            if path.name[:_OWN] not in kept:
                _delete(path)


def _kept(store: Store, hashes: Iterable[str], beginnings: Iterable[str] = ()) -> set[str]:
    """Those of ``hashes`` that a row names as kept; of ``beginnings`` the whole hashes."""
    known = select(RecordingRow.sha256).where(RecordingRow.deleted_at.is_(None))
    starts = list(beginnings)
    chosen = RecordingRow.sha256.in_(list(hashes))
    if starts:
        chosen = func.substr(RecordingRow.sha256, 1, _OWN).in_(starts)
    with store.database.reading() as session:
        return set(session.scalars(known.where(chosen)))


def _delete_old(paths: Iterable[Path]) -> None:
    limit = time.time() - OLD
    for path in paths:
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < limit:
                _delete(path)


def _delete(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (path for path in folder.iterdir() if path.is_file())
