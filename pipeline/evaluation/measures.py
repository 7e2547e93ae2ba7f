"""Measured figures of a call: rings, and seconds from the answer to the agent's first word."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.domain.call import Role
from pipeline.domain.times import Seconds
from pipeline.evaluation.labelled import LabelledCall
from pipeline.evaluation.outcome import Answer, Result

TOLERANCE: Seconds = 0.5


def rings(call: LabelledCall, result: Result) -> Iterator[Answer]:
    got = result.get("metrics", {}).get("rings")
    yield Answer("rings", got == call.rings, str(call.rings), str(got))


def first_response(call: LabelledCall, result: Result) -> Iterator[Answer]:
    """Right within half a second."""
    first_word = next((turn.start for turn in call.timeline if turn.role is Role.AGENT), 0.0)
    wanted, got = first_word - call.answered_at, result.get("metrics", {}).get("first_response")
    right = got is not None and abs(got - wanted) <= TOLERANCE
    yield Answer("first response ±0.5 s", right, f"{wanted:.1f}", str(got))
