"""The waveform of a call."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Peaks(BaseModel):
    """The loudest sample, 0 to 100, of equal stretches of the recording, for each channel."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"duration": 1.0, "peaks": [[3, 40, 77, 12], [0, 1, 0, 2]]}}
    )

    duration: float = Field(description="秒")
    peaks: list[list[int]]
