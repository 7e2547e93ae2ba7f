"""Which row belongs to which recording: the one that names it most exactly, and none where two contradict each other.

Lists name recordings by relative paths, full paths of another machine, with either slash, or by names alone. So a row
and a recording are compared from the end of their paths: the more parts agree, the more exactly the row names it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pipeline.intake.manifest.row import ManifestRow
from pipeline.language import _, _n

Key = TypeVar("Key", bound=Hashable)
Parts = tuple[str, ...]
NAMES_KEPT, NAMES_SHOWN = 50, 5
BY_ID = 1000  # as exact as it gets: the row names the call itself


def parts_of(path: str) -> Parts:
    """``D:\\day1\\1001.wav`` and ``D:/day1/1001.wav`` are the same."""
    return tuple(part for part in path.replace("\\", "/").split("/") if part not in ("", "."))


def common_end(one: Parts, other: Parts) -> int:
    """How many parts at the end agree."""
    pairs = zip(reversed(one), reversed(other), strict=False)
    return next((count for count, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


@dataclass
class Sample:
    """How many there are, and the first few of their names."""

    count: int = 0
    names: list[str] = field(default_factory=list)

    def add(self, name: str) -> None:
        self.count += 1
        if len(self.names) < NAMES_KEPT:
            self.names.append(name)

    def told(self) -> str:
        return (
            _n("%(num)s 个：", self.count)
            + "、".join(self.names[:NAMES_SHOWN])
            + ("……" if self.count > NAMES_SHOWN else "")
        )


@dataclass(slots=True)
class _Best:
    """The row that names a recording most exactly so far; ``row`` is None where two that are as exact disagree."""

    depth: int
    row: ManifestRow | None
    written: str


class Matcher(Generic[Key]):
    """Takes row after row and keeps one for each recording. What it keeps grows with the recordings, not the rows."""

    def __init__(self, are_the_same: Callable[[Sequence[Key]], bool] = lambda keys: False) -> None:
        """``are_the_same``: whether recordings that a row fits equally well are copies of each other."""
        self._best: dict[Key, _Best] = {}
        self._are_the_same = are_the_same
        self.unmatched = Sample()
        self.by_name_only = Sample()

    def offer(self, written: str, candidates: Sequence[tuple[Key, int]], read: Callable[[], ManifestRow]) -> str | None:
        """A row that calls its recording ``written``, and how exactly it names each of the ``candidates``.

        ``read`` is asked for the row only where it is needed. Returns what is wrong with it, in words.
        """
        deepest = max((depth for _, depth in candidates), default=0)
        keys = [key for key, depth in candidates if depth == deepest]
        if not deepest:
            self.unmatched.add(written)
            return None
        if len(keys) > 1 and not self._are_the_same(keys):
            self.unmatched.add(written)
            return _("%(written)s 可以对应 %(keys)s 个录音，无法确定是哪一个，不采用", written=written, keys=len(keys))
        row = read()
        contradicted = [self._take(key, deepest, row, written) for key in keys]
        return _("与前面同一录音的行不一致，均不采用") if any(contradicted) else None

    def _take(self, key: Key, depth: int, row: ManifestRow, written: str) -> bool:
        """Whether the row contradicts another one that is as exact."""
        best = self._best.get(key)
        if best is None or depth > best.depth:
            if best is not None:
                self.unmatched.add(best.written)
            self._best[key] = _Best(depth, row, written)
            return False
        if depth < best.depth:
            self.unmatched.add(written)
            return False
        if best.row is not None and best.row.says_the_same(row):
            return False
        best.row = None
        return True

    def found(self) -> dict[Key, ManifestRow]:
        for best in self._best.values():
            if best.depth == 1 and len(parts_of(best.written)) > 1:
                self.by_name_only.add(best.written)
        return {key: best.row for key, best in self._best.items() if best.row is not None}


@dataclass(frozen=True, slots=True)
class Place(Generic[Key]):
    """Where a recording lies. ``in_order``: its folder tells which of several recordings of one name it is, so that a
    row that names another folder means another recording."""

    key: Key
    parts: Parts
    in_order: bool

    def depth(self, written: Parts) -> int:
        """How many parts agree with what a row has written; 0 where the row means another recording."""
        agreeing = common_end(written, self.parts)
        return 0 if agreeing == 1 and self.in_order and len(written) > 1 else agreeing


def by_name(places: Iterable[Place[Key]]) -> dict[str, list[Place[Key]]]:
    """Recordings by the last part of their paths."""
    found: dict[str, list[Place[Key]]] = {}
    for place in places:
        if place.parts:
            found.setdefault(place.parts[-1], []).append(place)
    return found


def depths(written: Parts, candidates: Iterable[Place[Key]]) -> list[tuple[Key, int]]:
    return [(place.key, place.depth(written)) for place in candidates]
