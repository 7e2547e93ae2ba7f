"""Results against labelled calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pipeline.evaluation import detections, elements, measures
from pipeline.evaluation.character_errors import character_errors
from pipeline.evaluation.figures import Figure
from pipeline.evaluation.kind import kind
from pipeline.evaluation.labelled import LabelledCall, labelled_call
from pipeline.evaluation.outcome import Answer, Measure, Points, Result
from pipeline.evaluation.roles import roles
from pipeline.evaluation.tally import Miss, Tally
from pipeline.evaluation.ticket import ticket

POOR = 3  # forbidden phrases: a call with this many should score far below a clean one


def analysed(call: LabelledCall, result: Result) -> Iterator[Answer]:
    yield Answer("analysed", bool(result), "结果", "没有结果")


def points(call: LabelledCall, result: Result) -> Iterator[Points]:
    """The score of clean and of poor calls; those in between tell nothing."""
    is_poor = len(call.truth.forbidden) >= POOR
    if result.get("scorecard") and (call.truth.is_clean or is_poor):
        yield Points(call.truth.is_clean, result["scorecard"]["total"])


TEXT: Sequence[Measure] = (  # what can be measured on a transcript
    analysed,
    kind,
    elements.script_elements,
    elements.five_w,
    elements.verdicts,
    detections.forbidden,
    detections.conduct,
    detections.commitments,
    ticket,
    points,
)
TIMING: Sequence[Measure] = (detections.interruptions, detections.dead_air, detections.slow_answers)
SOUND: Sequence[Measure] = (character_errors, roles, *TIMING, measures.rings, measures.first_response)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """``figures`` by name over ``calls`` labelled calls; ``misses`` name everything that went wrong."""

    calls: int
    figures: Mapping[str, Figure]
    misses: tuple[Miss, ...]

    def values(self) -> dict[str, Any]:
        """The bare figures: shares, error rates, and precision, recall, F1 and counts of what was detected."""
        return {"calls": self.calls} | {name: figure.value for name, figure in self.figures.items()}

    def as_json(self) -> dict[str, Any]:
        """Figures with their samples and 95 % intervals, and every miss."""
        figures = {name: figure.as_json() for name, figure in self.figures.items()}
        return {"calls": self.calls, "figures": figures, "misses": [asdict(miss) for miss in self.misses]}


def evaluate(
    results: Mapping[str, Mapping[str, Any]],
    truths: Mapping[str, Mapping[str, Any]],
    measured: Sequence[Measure] = (*TEXT, *SOUND),
) -> Evaluation:
    """Compare ``results`` with ``truths``, both by call id. A labelled call without a result counts as wrong.

    Raises EvaluationError where a truth is malformed.
    """
    tally = Tally()
    for id, truth in truths.items():
        call, result = labelled_call(id, truth), results.get(id) or {}
        for measure in measured:
            tally.add(id, measure(call, result))
    return Evaluation(len(truths), tally.figures(), tuple(tally.misses))
