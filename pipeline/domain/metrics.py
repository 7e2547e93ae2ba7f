"""What was measured of a call; None where it can't be known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.domain.times import Seconds


@dataclass(frozen=True, slots=True)
class ResponseGap:
    """How long the customer waited for the agent: median, 90th percentile (nearest rank), longest. Negative where the
    agent started early."""

    median: Seconds
    p90: Seconds
    max: Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """``talk_share`` and ``speech_rate`` (characters a second) by role; ``silence_share`` is 0-1."""

    rings: int | None = None
    answered_at: Seconds | None = None
    first_response: Seconds | None = None
    response_gap: ResponseGap | None = None
    talk_share: Mapping[str, float] | None = None
    speech_rate: Mapping[str, float | None] | None = None
    silence_share: float | None = None
