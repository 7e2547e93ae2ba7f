"""What comparing one call with its labels yields; :mod:`pipeline.evaluation.tally` adds it up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.evaluation.labelled import LabelledCall


@dataclass(frozen=True, slots=True)
class Answer:
    """One question with one answer: ``yes`` is added to the figure's share.

    ``want`` and ``got`` say in words what was labelled and what was found; ``right`` is the answer that is no miss.
    """

    figure: str
    yes: bool
    want: str = ""
    got: str = ""
    right: bool = True

    @property
    def is_miss(self) -> bool:
        return self.yes != self.right


@dataclass(frozen=True, slots=True)
class Detection:
    """Things found against things labelled; ``extra`` and ``missed`` say in words which."""

    figure: str
    hits: int
    extra: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Characters:
    """Misheard characters of one speaker of a ``kind`` (stereo, mono) recording."""

    kind: str
    errors: int
    length: int


@dataclass(frozen=True, slots=True)
class Points:
    """The score of a call that is clean, or of one that is poor: good scores tell them apart."""

    clean: bool
    total: float


Outcome = Answer | Detection | Characters | Points
Result = Mapping[str, Any]  # one object of the contract, empty where a call has no result
Measure = Callable[[LabelledCall, Result], Iterator[Outcome]]


def check_of(result: Result, check: str) -> Mapping[str, Any]:
    """The result's entry of one check, empty where there is none."""
    return next((c for c in result.get("checks", []) if c["check"] == check), {})
