"""A store with calls in it, and what works on them, without models."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.settings import Settings
from pipeline.storage import Database
from pipeline.storage.recordings import RecordingStore
from pipeline.storage.store import Store
from pipeline.storage.tables import CallRow
from pipeline.work.claimed_calls import ClaimedCalls, Outcome
from pipeline.work.enqueue import enqueue
from pipeline.work.held_leases import HeldLeases
from tests.pipeline.cli.calls import stereo_call
from tests.pipeline.fakes import filled_engine


def settings_in(folder: Path, **more: Any) -> Settings:
    return Settings(data_dir=folder / "data", cache_dir=folder / "cache", _env_file=None, **more)


def store_in(folder: Path, database: Database) -> Store:
    return Store(database, RecordingStore(str(folder / "data" / "recordings")))


def claimed_calls_in(store: Store, settings: Settings, lease: float = 60.0, **parts: Any) -> ClaimedCalls:
    return ClaimedCalls(filled_engine(settings, **parts), store, HeldLeases(store.database, settings.data_dir, lease))


def recordings(folder: Path, count: int) -> list[Path]:
    folder.mkdir(exist_ok=True)
    return [stereo_call(folder / f"call-{n:02}.wav", seed=10 * n) for n in range(count)]


def queue(store: Store, settings: Settings, paths: list[Path]) -> list[str]:
    return [queued.call_id for queued in enqueue(paths, None, store, settings)]


def hear_everything(claimed_calls: ClaimedCalls) -> list[Outcome]:
    outcomes = []
    while claim := claimed_calls.claim(None, suspects=False):
        outcomes.append(claimed_calls.work_on(claim))
    return outcomes


def row_of(store: Store, call_id: str) -> CallRow:
    with store.database.reading() as session:
        return session.get_one(CallRow, call_id)
