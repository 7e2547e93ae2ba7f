"""A labelled call (``<id>.truth.json``), validated. What the labels mean: tests/accuracy/README.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from pipeline.domain.call import Role
from pipeline.errors import TingjianError


class EvaluationError(TingjianError):
    """Results or labels can't be compared; the message names the file or call and the fields."""


class Labels(BaseModel):
    """Unknown fields are ignored: labelled calls may carry more than we measure."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class LabelledTurn(Labels):
    """Who said what, in seconds from the start of the recording."""

    role: Role
    start: float
    end: float
    text: str


class ForbiddenLabel(Labels):
    turn: int
    category: str
    phrase: str


class SilenceLabel(Labels):
    after_turn: int
    seconds: float


class PromiseLabel(Labels):
    turn: int
    text: str


class ConductLabel(Labels):
    """``what`` is a rule of the pack's conduct.yaml."""

    turn: int
    what: str


class CallerLabels(Labels):
    """Facts about the caller; None where never said."""

    name: str | None = None
    unit: str | None = None
    phone: str | None = None
    address: str | None = None
    problem: str | None = None
    since: str | None = None


class CallLabels(Labels):
    """The reviewer's findings. ``hold`` and ``transfer``: None none happened, True with the script, False without.

    ``conduct`` is None where nobody has looked for it.
    """

    greeting: dict[str, bool]
    closing: dict[str, bool]
    five_w: dict[str, bool]
    forbidden: tuple[ForbiddenLabel, ...]
    confirm_repeat: bool | None = None
    hold: bool | None = None
    transfer: bool | None = None
    interruptions: tuple[int, ...]
    dead_air: tuple[SilenceLabel, ...]
    slow_answers: tuple[int, ...]
    commitments: tuple[PromiseLabel, ...]
    caller: CallerLabels | None = None
    conduct: tuple[ConductLabel, ...] | None = None

    @property
    def is_clean(self) -> bool:
        """Nothing forbidden, greeting and closing complete."""
        return not self.forbidden and all(self.greeting.values()) and all(self.closing.values())


class LabelledCall(Labels):
    """One call's truth. ``kind`` is None where it is not labelled."""

    kind: str | None = None
    channels: Literal["stereo", "mono"] = "stereo"
    rings: int
    answered_at: float
    timeline: tuple[LabelledTurn, ...]
    truth: CallLabels

    @model_validator(mode="after")
    def _turns_exist(self) -> LabelledCall:
        labels = self.truth
        turns = (*(e.turn for e in labels.forbidden), *(c.turn for c in labels.commitments))
        named = [
            *turns,
            *(c.turn for c in labels.conduct or ()),
            *labels.interruptions,
            *labels.slow_answers,
            *(s.after_turn for s in labels.dead_air),
        ]
        if any(not 0 <= turn < len(self.timeline) for turn in named):
            raise ValueError("a label names a turn that the timeline does not have")
        return self

    def text_of(self, role: Role) -> str:
        """Everything that ``role`` said."""
        return "".join(turn.text for turn in self.timeline if turn.role is role)


def labelled_call(id: str, truth: Mapping[str, Any]) -> LabelledCall:
    """The validated truth of call ``id``; raises EvaluationError naming the fields that are wrong."""
    try:
        return LabelledCall.model_validate(truth)
    except ValidationError as error:
        wrong = sorted({".".join(map(str, e["loc"])) or e["msg"] for e in error.errors(include_input=False)})
        raise EvaluationError(f"{id}：标注缺失或不正确：{'、'.join(wrong[:10])}") from None
