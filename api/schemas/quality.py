"""How well the judges judge."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.parameters import NameText
from api.schemas.agents import Figure

_CALL_ID = "5b3f0e2c9d1a4b7e8f60718293a4b5c6"
Answer = Literal["pass", "fail", "not_applicable"]
Id = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]


class CheckAgreement(BaseModel):
    """``precision``: confirmed of what was decided. ``recall``: found by the machine, of the random share.

    ``kappa``: Cohen's, of the machine's and the reviewers' verdicts; reviewers knew the machine's.
    """

    check: str
    title: str
    confirmed: int
    rejected: int
    recategorised: int
    found: int
    missed: int
    precision: Figure
    recall: Figure
    kappa: Figure
    agreed: Figure


class Agreement(BaseModel):
    """From finished reviews; the random share alone counts for recall."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "reviews": 240,
                "random_reviews": 31,
                "minimum": 20,
                "checks": [
                    {
                        "check": "forbidden_phrases",
                        "title": "服务禁语",
                        "confirmed": 96,
                        "rejected": 8,
                        "recategorised": 5,
                        "found": 21,
                        "missed": 2,
                        "precision": {"n": 104, "value": 0.923, "low": 0.855, "high": 0.961, "note": ""},
                        "recall": {"n": 23, "value": 0.913, "low": 0.732, "high": 0.976, "note": ""},
                        "kappa": {"n": 240, "value": 0.88, "low": 0.81, "high": 0.94, "note": ""},
                        "agreed": {"n": 240, "value": 0.946, "low": 0.91, "high": 0.968, "note": ""},
                    }
                ],
            }
        }
    )

    reviews: int
    random_reviews: int
    minimum: int
    checks: list[CheckAgreement]


class NewCalibration(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"name": "三月校准", "call_ids": [_CALL_ID]}}
    )

    name: Annotated[NameText, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
    call_ids: list[Id] = Field(min_length=1, max_length=50)


_SESSION: dict[str, Any] = {
    "id": 1,
    "name": "三月校准",
    "created_at": "2026-03-03T01:00:00Z",
    "closed_at": None,
    "calls": 1,
    "answered": 1,
    "reviewers": 3,
}


class CalibrationItem(BaseModel):
    """``answered``: how many calls you have judged; ``reviewers``: how many people have begun."""

    model_config = ConfigDict(json_schema_extra={"example": _SESSION})

    id: int
    name: str
    created_at: datetime
    closed_at: datetime | None
    calls: int
    answered: int
    reviewers: int


class CalibrationView(CalibrationItem):
    """Your own answers by call; those of others are in the comparison, once the session is closed."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": _SESSION
            | {"call_ids": [_CALL_ID], "answers": {_CALL_ID: {"greeting": "pass", "courtesy": "fail"}}}
        }
    )

    call_ids: list[str]
    answers: dict[str, dict[str, str]]


class Answers(BaseModel):
    """A verdict for each check that you judge."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"verdicts": {"greeting": "pass", "forbidden_phrases": "fail"}}}
    )

    verdicts: dict[Annotated[str, StringConstraints(max_length=64)], Answer] = Field(min_length=1, max_length=100)


class PairKappa(Figure):
    """Cohen's kappa of two judges with its 95 % interval."""

    one: str
    other: str
    agreed: int


class Disagreement(BaseModel):
    call_id: str
    check: str
    title: str
    verdicts: dict[str, str]


class Comparison(BaseModel):
    """The machine is one of the judges."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "judges": ["机器", "李娜", "王伟"],
                "pairs": [
                    {
                        "one": "李娜",
                        "other": "王伟",
                        "agreed": 67,
                        "n": 72,
                        "value": 0.84,
                        "low": 0.7,
                        "high": 0.95,
                        "note": "",
                    }
                ],
                "disagreements": [
                    {
                        "call_id": _CALL_ID,
                        "check": "courtesy",
                        "title": "礼貌用语",
                        "verdicts": {"机器": "pass", "李娜": "pass", "王伟": "fail"},
                    }
                ],
            }
        }
    )

    judges: list[str]
    pairs: list[PairKappa]
    disagreements: list[Disagreement]
