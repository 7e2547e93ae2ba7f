"""What kind of call it is: told rightly, told wrongly without a doubt, or left to a person."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.domain.facts import UNSURE
from pipeline.evaluation.labelled import LabelledCall
from pipeline.evaluation.outcome import Answer, Result


def kind(call: LabelledCall, result: Result) -> Iterator[Answer]:
    """Three shares of the calls whose kind is labelled; a call without a result is unsure. Right ones are no miss."""
    if call.kind is None:
        return
    about = result.get("call") or {}
    told = about.get("kind") or UNSURE
    shown = f"{told} {about.get('kind_confidence')} {'、'.join(about.get('kind_stages') or ())}".strip()
    right, unsure = told == call.kind, told == UNSURE
    yield Answer("kind right", right, call.kind, shown, right=right)  # what is not, is a miss of one of these:
    yield Answer("kind wrong", not right and not unsure, call.kind, shown, right=False)
    yield Answer("kind unsure", unsure, call.kind, shown, right=False)
