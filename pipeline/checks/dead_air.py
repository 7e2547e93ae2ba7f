"""冷场: nobody speaks for longer than callers bear."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.checks.registry import check
from pipeline.checks.waits import announced, waits
from pipeline.domain.finding import Finding
from pipeline.domain.times import Seconds

EDGE = 0.15  # voice activity may start or end this much late: a silence this close to the limit counts


@check("dead_air", title="冷场", needs_audio=True, needs_role=False)
def dead_air(case: Case, *, at_least: Seconds = 8.0) -> Iterator[Finding]:
    """A finding for each silence of at least ``at_least`` seconds; one that was announced costs nothing."""
    for wait in waits(case.call, at_least - EDGE):
        asked = announced(case, wait)
        reason = f"静默 {wait.interval.duration:.1f} 秒"
        yield Finding(
            "dead_air", wait.evidence, f"{reason}，已先请来电人稍候，不扣分" if asked else f"{reason}，未向来电人说明",
            severity="info" if asked else "minor", suggestion="请您稍等，我马上为您查询，大约需要一分钟。",
            details={"seconds": round(wait.interval.duration, 2), "announced": asked},
        )  # fmt: skip
