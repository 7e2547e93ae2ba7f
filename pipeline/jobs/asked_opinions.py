"""Asks the trained models about calls by any pack: by the one in use, or by a changed one that is tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.domain.call import Call
from pipeline.domain.facts import TurnLabel
from pipeline.hearing.engine import Engine
from pipeline.judge import pack_for
from pipeline.lexicon import Pack
from pipeline.weighing.label import label_all


@dataclass(frozen=True)
class AskedOpinions:
    """The models of today, which have learnt the examples of the pack in use."""

    engine: Engine

    @property
    def key(self) -> str:
        return self.engine.judge_key

    def __call__(self, calls: Sequence[Call], pack: Pack) -> list[tuple[TurnLabel, ...]]:
        """The labels of each call, by the pack as it counts for its day; calls of the same rules are asked together."""
        groups: dict[int, tuple[Pack, list[int]]] = {}
        for at, call in enumerate(calls):
            counting = pack_for(call, pack)
            groups.setdefault(id(counting), (counting, []))[1].append(at)
        found: dict[int, tuple[TurnLabel, ...]] = {}
        for counting, places in groups.values():
            labels = label_all([calls[at] for at in places], self.engine.judge, counting)
            found.update(zip(places, labels, strict=True))
        return [found[at] for at in range(len(calls))]
