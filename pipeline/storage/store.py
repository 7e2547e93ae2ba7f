"""Database and recordings together, as those need them who hear and judge."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.settings import Settings
from pipeline.storage import Database, migrate
from pipeline.storage.recordings import RecordingStore


@dataclass(frozen=True, slots=True)
class Store:
    """Where calls are kept."""

    database: Database
    recordings: RecordingStore

    @classmethod
    def of(cls, settings: Settings) -> Store:
        """The store that the settings name, brought to today's tables; raises StoreError."""
        database = Database.of(settings)
        migrate(database)
        return cls(database, RecordingStore.of(settings))
