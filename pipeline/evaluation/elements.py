"""Yes-or-no labels: elements of greeting and closing, 5W slots, and the scripts of hold, transfer and confirmation."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.domain.finding import Verdict
from pipeline.evaluation.labelled import LabelledCall
from pipeline.evaluation.outcome import Answer, Result, check_of

VERDICTS = {None: Verdict.NOT_APPLICABLE, True: Verdict.PASS, False: Verdict.FAIL}
HEARD = {True: "有", False: "无", None: "未判断"}


def script_elements(call: LabelledCall, result: Result) -> Iterator[Answer]:
    """Each element of greeting and closing."""
    for check, labels in (("greeting", call.truth.greeting), ("closing", call.truth.closing)):
        elements = check_of(result, check).get("elements", {})
        for element, wanted in labels.items():
            heard = elements.get(element)
            yield Answer(
                f"{check} elements", heard == wanted, f"{element} {HEARD[wanted]}", HEARD.get(heard, str(heard))
            )


def five_w(call: LabelledCall, result: Result) -> Iterator[Answer]:
    """Each 5W slot: given (or asked for) or missing."""
    slots = result.get("five_w", {})
    for slot, wanted in call.truth.five_w.items():
        found = slots.get(slot) or {}
        present = bool(found.get("present"))
        shown = f"{HEARD[present]} {found.get('value') or ''}".strip() if result else HEARD[None]
        yield Answer("five_w slots", bool(result) and present == wanted, f"{slot} {HEARD[wanted]}", shown)


def verdicts(call: LabelledCall, result: Result) -> Iterator[Answer]:
    """The verdicts of hold, transfer and repeated confirmation."""
    labels = call.truth
    for check, label in (
        ("hold_script", labels.hold),
        ("transfer_script", labels.transfer),
        ("confirm_repeat", labels.confirm_repeat),
    ):
        got = check_of(result, check).get("verdict")
        yield Answer(check, got == VERDICTS[label], VERDICTS[label], str(got))
