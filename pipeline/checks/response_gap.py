"""应答间隔: the customer has stopped, the agent starts late."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.checks.registry import check
from pipeline.checks.waits import Wait, announced
from pipeline.domain.call import Role
from pipeline.domain.finding import Finding
from pipeline.domain.times import Interval, Seconds

EDGE = 0.1  # precision of turn edges


@check("response_gap", title="应答间隔", needs_audio=True)
def response_gap(case: Case, *, max_wait: Seconds = 4.0) -> Iterator[Finding]:
    """A finding for each customer turn left unanswered for ``max_wait`` seconds; an announced wait costs nothing."""
    for asked, answered in case.call.replies(Role.CUSTOMER, Role.AGENT):
        seconds = answered.start - asked.end
        if seconds < max_wait - EDGE:
            continue
        wait = Wait(asked.utterances[-1], answered.utterances[0], Interval(asked.end, answered.start))
        excused = announced(case, wait)
        reason = f"来电人说完后 {seconds:.1f} 秒才应答（标准 {max_wait:g} 秒内）"
        yield Finding(
            "response_gap", wait.evidence, f"{reason}，已先请来电人稍候，不扣分" if excused else reason,
            severity="info" if excused else "minor", suggestion="您说的我听到了，我正在为您查询，请您稍等。",
            details={"seconds": round(seconds, 2), "announced": excused},
        )  # fmt: skip
