"""How much a transcript may hold, whatever its format."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

MAX_BYTES = 32 * 1024 * 1024
MOST_UTTERANCES = 100_000
Time = Annotated[float, Field(ge=0, le=86_400 * 7 * 1000, allow_inf_nan=False)]  # in a unit that is told later
SpokenWords = Annotated[str, Field(max_length=20_000)]
