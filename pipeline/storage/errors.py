"""What can go wrong with the store, in words."""

from __future__ import annotations

from pipeline.errors import TingjianError
from pipeline.language import _


class StoreError(TingjianError):
    """The database or the recordings' store can't be used."""


class NotInStore(TingjianError):
    """Something with this id is not in the store (or is not for those who ask)."""

    def __init__(self, what: str, id: object) -> None:
        super().__init__(_("没有找到%(what)s：%(id)s", what=what, id=id))


class Conflict(TingjianError):
    """Somebody else changed it meanwhile, or its state does not allow this."""
