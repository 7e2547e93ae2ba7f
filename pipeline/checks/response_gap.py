"""应答间隔: the customer has stopped, the agent starts late."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.checks.registry import check
from pipeline.checks.waits import EDGE, Wait, announced, without_murmurs
from pipeline.domain.finding import Finding
from pipeline.domain.times import Interval, Seconds
from pipeline.facts.metrics import replies


@check("response_gap", title="应答间隔", needs_audio=True)
def response_gap(case: Case, *, max_wait: Seconds = 4.0) -> Iterator[Finding]:
    """A finding for each customer turn left unanswered for ``max_wait`` seconds.

    An announced wait costs nothing (severity ``info``); the customer's 「嗯」 in the middle of it does not end it.
    """
    for asked, answered in replies(without_murmurs(case.call)):
        seconds = answered.start - asked.end
        if seconds >= max_wait - EDGE:
            yield _finding(case, Wait(asked, answered, Interval(asked.end, answered.start)), max_wait)


def _finding(case: Case, wait: Wait, max_wait: Seconds) -> Finding:
    excused, seconds = announced(case, wait), wait.interval.duration
    reason = f"来电人说完后过了 {seconds:.1f} 秒才应答（标准 {max_wait:g} 秒内）"
    return Finding.of(
        "response_gap",
        wait.evidence,
        f"{reason}，已先请来电人稍候，不扣分" if excused else reason,
        severity="info" if excused else "minor",
        details={"seconds": round(seconds, 2), "announced": excused},
    )
