"""首句应答: from the answer to the agent's first word."""

from __future__ import annotations

from pipeline.checks.case import Case
from pipeline.checks.registry import check
from pipeline.domain.finding import CheckResult, Evidence, Finding, Verdict
from pipeline.domain.times import Seconds
from pipeline.facts.metrics import first_response as measure
from pipeline.facts.metrics import first_words


@check("first_response", title="首句应答", needs_audio=True)
def first_response(case: Case, *, max_wait: Seconds = 3.0) -> CheckResult:
    """PASS when the agent speaks within ``max_wait`` seconds of the answer."""
    seconds, words = measure(case.call), first_words(case.call)
    if seconds is None or words is None:
        return CheckResult("first_response", Verdict.NOT_APPLICABLE, "没有听到坐席说话，或无法确定接通时刻")
    late = seconds > max_wait
    reason = f"接通后 {seconds:.1f} 秒开口（标准 {max_wait:g} 秒内）"
    finding = Finding.of("first_response", Evidence.of(words), reason, passed=not late)
    verdict = Verdict.FAIL if late else Verdict.PASS
    return CheckResult("first_response", verdict, reason, (finding,), utterances=(words.index,), observed=seconds)
