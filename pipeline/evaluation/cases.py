"""Written cases with their labels: calls over days, which of them belong together, how each promise stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.domain.call import Call, Direction, Role, Telephony, Transcript, Utterance
from pipeline.evaluation.labelled import EvaluationError

PACE, GAP = 4.5, 0.6  # characters a second; seconds between turns


class LabelledPromise(BaseModel):
    """``text`` stands exactly in one of the agent's turns; ``state`` is that at the house's ``now``."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    text: str
    due: str
    state: str


class _Turn(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)
    role: Role
    say: str


class LabelledCall(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)
    id: str
    started_at: str
    direction: Direction
    agent_id: str | None = None
    customer_number: str | None = None
    order_id: str | None = None
    project: str | None = None
    turns: tuple[_Turn, ...]
    case: str | None = None
    fault_type: str | None = None
    promises: tuple[LabelledPromise, ...] = ()


class House(BaseModel):
    """One organisation's calls; promises are judged at ``now``."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    house: str
    timezone: str = "Asia/Shanghai"
    now: str
    calls: tuple[LabelledCall, ...]

    def moment(self, text: str) -> datetime:
        read = datetime.fromisoformat(text)
        return read if read.tzinfo else read.replace(tzinfo=ZoneInfo(self.timezone))


@dataclass(frozen=True, slots=True)
class Score:
    """Of pairs of calls that belong together: how many are there, were found, and are right."""

    there: int
    found: int
    right: int

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.there + self.found) if self.there + self.found else 1.0


def read_houses(folder: Path) -> list[House]:
    """Every house in a folder, by name; raises EvaluationError naming file and fields."""
    houses = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            houses.append(House.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))))
        except ValidationError as error:
            wrong = sorted({".".join(map(str, e["loc"])) for e in error.errors(include_input=False)})
            raise EvaluationError(f"{path.name}：字段缺失或不正确：{'、'.join(wrong[:10])}") from None
    return houses


def call_of(house: House, labelled: LabelledCall) -> Call:
    """The written call as a ready-made transcript."""
    spoken, clock = [], 0.8
    for index, turn in enumerate(labelled.turns):
        end = clock + max(0.3, len(turn.say) / PACE)
        spoken.append(Utterance(index, turn.role, clock, end, turn.say))
        clock = end + GAP
    began = house.moment(labelled.started_at).isoformat()
    telephony = Telephony(customer_number=labelled.customer_number, started_at=began)
    transcript = Transcript(tuple(spoken), asr_model="script")
    return Call(labelled.id, transcript, labelled.direction, labelled.agent_id, telephony=telephony)


def pair_score(truth: Sequence[str | None], found: Sequence[object]) -> Score:
    """Pairs of calls, by position: in one case by their labels, in one case as found. None belongs to nothing."""
    there = _pairs(truth)
    linked = _pairs(found)
    return Score(len(there), len(linked), len(there & linked))


def _pairs(groups: Sequence[object]) -> set[tuple[int, int]]:
    return {(i, j) for j, b in enumerate(groups) for i, a in enumerate(groups[:j]) if a is not None and a == b}
