"""Adds up the outcomes of many calls to figures, and keeps every miss."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pipeline.evaluation.figures import Detected, ErrorRate, Figure, ScoreGap, Share
from pipeline.evaluation.outcome import Answer, Characters, Detection, Outcome, Points

NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Miss:
    """One thing that went wrong: in which call, in which figure, what was wanted and what was got."""

    call: str
    figure: str
    wanted: str
    got: str


@dataclass(slots=True)
class Tally:
    """Filled call by call with :meth:`add`."""

    misses: list[Miss] = field(default_factory=list)
    _answers: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    _detections: dict[str, list[Detection]] = field(default_factory=lambda: defaultdict(list))
    _characters: list[Characters] = field(default_factory=list)
    _points: list[Points] = field(default_factory=list)

    def add(self, call: str, outcomes: Iterable[Outcome]) -> None:
        """Count the outcomes of one call."""
        for outcome in outcomes:
            match outcome:
                case Answer():
                    self._answers[outcome.figure].append(outcome.yes)
                case Detection():
                    self._detections[outcome.figure].append(outcome)
                case Characters():
                    self._characters.append(outcome)
                case Points():
                    self._points.append(outcome)
            self.misses += _misses(call, outcome)

    def figures(self) -> dict[str, Figure]:
        """Every figure by name, in the order of the report."""
        return {
            **self._error_rates(),
            **{name: Share(sum(answers), len(answers)) for name, answers in self._answers.items()},
            **{name: _sum(detections) for name, detections in self._detections.items()},
            "score gap, clean - poor": ScoreGap(
                tuple(p.total for p in self._points if p.clean), tuple(p.total for p in self._points if not p.clean)
            ),
        }

    def _error_rates(self) -> dict[str, ErrorRate]:
        kinds = [kind for kind in ("stereo", "mono") if any(c.kind == kind and c.length for c in self._characters)]
        rates = {f"CER {kind}": _error_rate(c for c in self._characters if c.kind == kind) for kind in kinds}
        return {"CER": _error_rate(self._characters), **rates} if self._characters else {}


def _error_rate(characters: Iterable[Characters]) -> ErrorRate:
    counted = list(characters)
    return ErrorRate(sum(c.errors for c in counted), sum(c.length for c in counted))


def _sum(detections: list[Detection]) -> Detected:
    return Detected(
        sum(d.hits for d in detections), sum(len(d.extra) for d in detections), sum(len(d.missed) for d in detections)
    )


def _misses(call: str, outcome: Outcome) -> Iterator[Miss]:
    if isinstance(outcome, Answer) and outcome.is_miss:
        yield Miss(call, outcome.figure, outcome.want or NOTHING, outcome.got or NOTHING)
    if isinstance(outcome, Detection):
        yield from (Miss(call, outcome.figure, shown, NOTHING) for shown in outcome.missed)
        yield from (Miss(call, outcome.figure, NOTHING, shown) for shown in outcome.extra)
