"""冷场: nobody speaks for longer than callers bear."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.checks.registry import check
from pipeline.checks.waits import EDGE, Wait, announced, customers_own, waits
from pipeline.domain.finding import Finding
from pipeline.domain.times import Seconds


@check("dead_air", title="冷场", needs_audio=True, needs_role=False)
def dead_air(case: Case, *, at_least: Seconds = 8.0) -> Iterator[Finding]:
    """A finding for each silence of at least ``at_least`` seconds.

    One that was announced, or is the customer's own, costs nothing (severity ``info``).
    """
    for wait in waits(case.call, at_least - EDGE):
        yield _finding(case, wait)


def _finding(case: Case, wait: Wait) -> Finding:
    asked, own = announced(case, wait), customers_own(case, wait)
    reason = f"通话中有 {wait.interval.duration:.1f} 秒无人说话，"
    reason += "已先请来电人稍候，不扣分" if asked else "在等来电人回应，不扣分" if own else "事先没有请来电人稍候"
    details = {"seconds": round(wait.interval.duration, 2), "announced": asked, "customers_own": own}
    return Finding.of("dead_air", wait.evidence, reason, severity="info" if asked or own else "minor", details=details)
