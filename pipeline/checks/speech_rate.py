"""语速: whether the agent speaks at a pace that can be followed."""

from __future__ import annotations

from pipeline.checks.case import Case
from pipeline.checks.registry import check
from pipeline.domain.call import Role
from pipeline.domain.finding import CheckResult, Evidence, Finding, Verdict
from pipeline.facts.metrics import speech_rate as measure


@check("speech_rate", title="语速", needs_audio=True)
def speech_rate(
    case: Case,
    *,
    slowest: float = 2.5,
    fastest: float = 6.5,
    at_least_chars: int = 40,
    slower: str = "",
    quicker: str = "",
) -> CheckResult:
    """PASS between ``slowest`` and ``fastest`` characters a second; too few words to tell: not applicable.

    ``slower`` and ``quicker`` are what is recommended where the agent speaks too fast or too slowly.
    """
    rate = measure(case.call, Role.AGENT, at_least_chars)
    if rate is None:
        return CheckResult("speech_rate", Verdict.NOT_APPLICABLE, "坐席说话太少，无法判断语速")
    pace = "偏快" if rate > fastest else "偏慢" if rate < slowest else "适中"
    reason = f"坐席语速每秒 {rate:.1f} 字，{pace}（标准 {slowest:g}–{fastest:g} 字）"
    if slowest <= rate <= fastest:
        return CheckResult("speech_rate", Verdict.PASS, reason, observed=round(rate, 2))
    spoken = case.call.by(Role.AGENT)
    longest = max(spoken, key=lambda u: len(u.text))
    finding = Finding.of(
        "speech_rate", Evidence.of(longest), reason, suggestion=(slower if rate > fastest else quicker) or None
    )
    return CheckResult("speech_rate", Verdict.FAIL, reason, (finding,), observed=round(rate, 2))
