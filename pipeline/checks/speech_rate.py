"""语速: whether the agent speaks at a pace that can be followed."""

from __future__ import annotations

from pipeline.checks.case import Case
from pipeline.checks.registry import check
from pipeline.domain.call import Role
from pipeline.domain.finding import CheckResult, Verdict
from pipeline.metrics import speech_rate as measure


@check("speech_rate", title="语速", needs_audio=True)
def speech_rate(case: Case, *, slowest: float = 2.5, fastest: float = 6.5, at_least_chars: int = 40) -> CheckResult:
    """PASS between ``slowest`` and ``fastest`` characters a second; too few words to tell: not applicable."""
    rate = measure(case.call, Role.AGENT, at_least_chars)
    if rate is None:
        return CheckResult("speech_rate", Verdict.NOT_APPLICABLE, "坐席说话太少，无法判断语速")
    reason = f"坐席语速每秒 {rate:.1f} 字（标准 {slowest:g}–{fastest:g} 字）"
    verdict = Verdict.PASS if slowest <= rate <= fastest else Verdict.FAIL
    return CheckResult("speech_rate", verdict, reason, observed=round(rate, 2))
