"""The kinds of call of one pack, compiled: everything that tells a kind or is asked for in it, heard in one pass."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from pipeline.lexicon.elements import Elements
from pipeline.lexicon.schema import CallKind, Demand, Tell
from pipeline.text.matcher import Hit

TELLS, CUES, SCRIPT = "tells", "cues", "script"
_CACHED_TEXTS = 4096


class KindsMatcher:
    """``heard("找一下董工")`` gives the hits by name: ``absent.tells.asked_for``."""

    def __init__(self, kinds: Mapping[str, CallKind]) -> None:
        self.signs: dict[str, Tell | Demand] = {}
        for kind in kinds.values():
            for part in (TELLS, CUES, SCRIPT):
                self.signs |= {f"{kind.kind}.{part}.{name}": sign for name, sign in getattr(kind, part).items()}
        words = {kind.kind: kind.words for kind in kinds.values()}
        self._elements = Elements({name: (sign, words[name.split(".", 1)[0]]) for name, sign in self.signs.items()})
        self.heard = lru_cache(maxsize=_CACHED_TEXTS)(self._elements.find)

    def find(self, text: str) -> dict[str, list[Hit]]:
        """The hits of every sign (none: an empty list)."""
        found = self.heard(text)
        return {name: list(found.get(name, ())) for name in self.signs}
