"""The store: what was recorded, heard, judged, reviewed and published. Nothing in it is ever overwritten unseen."""

from pipeline.storage.database import Database
from pipeline.storage.errors import NotInStore, StoreError
from pipeline.storage.migrate import migrate

__all__ = ["Database", "NotInStore", "StoreError", "migrate"]
