"""What is wrong with a lexicon, told so that a supervisor can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """``file`` is relative to the lexicons folder; ``entry`` and ``field`` are empty where the whole file is meant."""

    file: str
    entry: str
    field: str
    problem: str

    def __str__(self) -> str:
        place = " · ".join(part for part in (self.file, self.entry, self.field) if part)
        return f"{place}：{self.problem}"


class LexiconError(Exception):
    """A lexicon cannot be used. ``faults`` holds everything that is wrong with it, not only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__(f"词库有 {len(self.faults)} 处错误：\n" + "\n".join(f"  {fault}" for fault in self.faults))
