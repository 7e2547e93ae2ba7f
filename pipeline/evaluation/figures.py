"""Figures: shares, detections, error rates; each knows its sample, and shares know how sure they are."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any

Z95 = 1.959964  # standard normal quantile of a two-sided 95 % interval
Bounds = tuple[float, float]


def wilson(right: int, total: int) -> Bounds | None:
    """Wilson's 95 % interval of a share; None without a sample. It treats the counts as independent."""
    if not total:
        return None
    share, z2 = right / total, Z95**2
    centre, spread = share + z2 / (2 * total), Z95 * sqrt(share * (1 - share) / total + z2 / (4 * total**2))
    return max(0.0, (centre - spread) / (1 + z2 / total)), min(1.0, (centre + spread) / (1 + z2 / total))


@dataclass(frozen=True, slots=True)
class Share:
    """How many of ``total`` questions were answered yes."""

    yes: int
    total: int

    @property
    def value(self) -> float:
        return round(self.yes / self.total, 4)

    def as_json(self) -> dict[str, Any]:
        interval = _rounded(wilson(self.yes, self.total))
        return {"value": self.value, "yes": self.yes, "total": self.total, "interval": interval}


@dataclass(frozen=True, slots=True)
class Detected:
    """Found and labelled (``hit``), found only (``extra``), labelled only (``missed``)."""

    hit: int = 0
    extra: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """1.0 where nothing was found."""
        return self.hit / (self.hit + self.extra) if self.hit + self.extra else 1.0

    @property
    def recall(self) -> float:
        """1.0 where there was nothing to find."""
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def value(self) -> dict[str, float | int]:
        return {
            "P": round(self.precision, 4),
            "R": round(self.recall, 4),
            "F1": round(self.f1, 4),
            "hit": self.hit,
            "extra": self.extra,
            "missed": self.missed,
        }

    @property
    def precision_interval(self) -> Bounds | None:
        return wilson(self.hit, self.hit + self.extra)

    @property
    def recall_interval(self) -> Bounds | None:
        return wilson(self.hit, self.hit + self.missed)

    def as_json(self) -> dict[str, Any]:
        intervals = {"P_interval": _rounded(self.precision_interval), "R_interval": _rounded(self.recall_interval)}
        return self.value | intervals


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """Wrong characters of all characters. No interval: errors come in clusters."""

    errors: int
    characters: int

    @property
    def value(self) -> float:
        return round(self.errors / max(1, self.characters), 4)

    def as_json(self) -> dict[str, Any]:
        return {"value": self.value, "errors": self.errors, "characters": self.characters}


@dataclass(frozen=True, slots=True)
class ScoreGap:
    """How many points clean calls score above poor ones; None without calls of both kinds."""

    clean: tuple[float, ...]
    poor: tuple[float, ...]

    @property
    def value(self) -> float | None:
        if not self.clean or not self.poor:
            return None
        return round(sum(self.clean) / len(self.clean) - sum(self.poor) / len(self.poor), 1)

    def as_json(self) -> dict[str, Any]:
        return {"value": self.value, "clean_calls": len(self.clean), "poor_calls": len(self.poor)}


Figure = Share | Detected | ErrorRate | ScoreGap


def _rounded(bounds: Bounds | None) -> list[float] | None:
    return None if bounds is None else [round(bound, 4) for bound in bounds]
