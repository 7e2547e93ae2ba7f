"""What people decide about a judgement, as reviews and appeals send it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.parameters import LARGEST_ID, LongText, ShortText
from pipeline.review.decisions import Action


class Change(BaseModel):
    """One thing that a person changes about a judgement: in a review, or where an appeal is upheld.

    ``slot`` corrects one of the 5W: ``category`` names it (when, who, …), ``verdict`` is given, asked or missing.
    """

    model_config = ConfigDict(extra="forbid")

    action: Action
    finding_id: int | None = Field(None, ge=1, le=LARGEST_ID)
    added_id: int | None = Field(None, ge=1, le=LARGEST_ID)
    check: ShortText | None = None
    category: ShortText | None = None
    severity: Literal["minor", "major", "fatal"] | None = None
    verdict: Literal["pass", "fail", "not_applicable", "given", "asked", "missing"] | None = None
    utterance: int | None = Field(None, ge=0, le=LARGEST_ID)
    char_start: int | None = Field(None, ge=0, le=LARGEST_ID)
    char_end: int | None = Field(None, ge=1, le=LARGEST_ID)
    comment: LongText | None = None
