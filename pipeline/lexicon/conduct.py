"""The rules of conduct of one pack, compiled."""

from __future__ import annotations

from functools import lru_cache

from pipeline.lexicon.elements import Elements
from pipeline.lexicon.schema import Conduct, ConductRule, Element

DEED, BEFORE, EXCUSE, PROOF = "deed", "before", "excuse", "proof"
_AROUND = (BEFORE, EXCUSE, PROOF)
_CACHED_TEXTS = 4096


class ConductMatcher:
    """``heard("把密码报给我")`` gives the hits by name: ``asks_secret.deed``; beside it ``.before .excuse .proof``."""

    def __init__(self, conduct: Conduct | None) -> None:
        self.rules = dict(conduct.rules) if conduct else {}
        words = conduct.words if conduct else {}
        parts = {name: (element, words) for id, rule in self.rules.items() for name, element in _parts(id, rule)}
        self.heard = lru_cache(maxsize=_CACHED_TEXTS)(Elements(parts).find)


def _parts(id: str, rule: ConductRule) -> list[tuple[str, Element]]:
    """The rule itself, and what is listened for around it."""
    around = [(part, getattr(rule, part)) for part in _AROUND if getattr(rule, part)]
    own = [(f"{id}.{DEED}", rule)] if rule.any else []
    return [*own, *((f"{id}.{part}", Element(title=rule.title, any=listed)) for part, listed in around)]
