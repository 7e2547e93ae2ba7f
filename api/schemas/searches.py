"""Filters of the list of calls that are kept under a name."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.parameters import PLAIN, PRINTABLE, PlainText

Name = Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True), PLAIN, PRINTABLE]
Query = Annotated[PlainText, StringConstraints(max_length=2000)]


class NewSearch(BaseModel):
    """``query`` is that of the address of the page with all calls."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"name": "上周的推脱语言", "query": "category=dismissive&period=last_week"}},
    )

    name: Name
    query: Query


class SavedSearch(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 3,
                "name": "上周的推脱语言",
                "query": "category=dismissive&period=last_week",
                "created_at": "2026-03-02T08:20:00Z",
            }
        }
    )

    id: int
    name: str
    query: str
    created_at: datetime = Field(description="保存时间（UTC）")


class SavedSearches(BaseModel):
    items: list[SavedSearch]
