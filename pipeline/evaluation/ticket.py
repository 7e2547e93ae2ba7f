"""The drafted service order: the phone number digit by digit, everything else by sound."""

from __future__ import annotations

from collections.abc import Iterator

from pypinyin import Style, lazy_pinyin
from rapidfuzz.fuzz import partial_ratio, ratio

from pipeline.evaluation.character_errors import plain
from pipeline.evaluation.labelled import CallerLabels, LabelledCall
from pipeline.evaluation.outcome import Answer, Result

ALIKE = 75  # of 100: how much of the shorter sound must be found in the longer
FIELDS = ("name", "unit", "address", "problem", "since")


def ticket(call: LabelledCall, result: Result) -> Iterator[Answer]:
    """One answer for each fact about the caller that was said."""
    caller, drafted = call.truth.caller or CallerLabels(), result.get("ticket", {})
    if caller.phone:
        got = "".join(c for c in drafted.get("phone") or "" if c.isdecimal())
        yield Answer("ticket phone", got == caller.phone, caller.phone, str(drafted.get("phone")))
    for field in FIELDS:
        if wanted := getattr(caller, field):
            got = drafted.get(field)
            yield Answer(f"ticket {field}", bool(got) and sounds_like(wanted, got), wanted, str(got))


def sounds_like(wanted: str, got: str) -> bool:
    """Whether most of the shorter is heard in the longer."""
    return partial_ratio(_sound(wanted), _sound(got)) >= ALIKE


def sounds_share(wanted: str, got: str) -> float:
    """How much both sound alike as a whole, of 100."""
    return ratio(_sound(wanted), _sound(got))


def _sound(text: str) -> str:
    return " ".join(lazy_pinyin(plain(text), style=Style.NORMAL))
