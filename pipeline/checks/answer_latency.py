"""接听时长: how many rings the caller waited."""

from __future__ import annotations

from pipeline.checks.case import Case
from pipeline.checks.registry import check
from pipeline.domain.call import Direction
from pipeline.domain.finding import CheckResult, Evidence, Finding, Verdict


@check("answer_latency", title="接听时长", needs_role=False)
def answer_latency(case: Case, *, max_rings: int = 3) -> CheckResult:
    """PASS when an inbound call is answered within ``max_rings`` rings; unknown rings do not apply."""
    telephony = case.call.telephony
    if case.call.direction is Direction.OUTBOUND:
        return CheckResult("answer_latency", Verdict.NOT_APPLICABLE, "外呼通话不考核接听时长")
    if telephony.rings is None:
        return CheckResult("answer_latency", Verdict.NOT_APPLICABLE, "录音和清单都没有振铃信息")
    late = telephony.rings > max_rings
    reason = f"振铃 {telephony.rings} 声后接听（标准 {max_rings} 声内）"
    evidence = Evidence(0, 0, 0, 0.0, telephony.answered_at or 0.0, "")
    finding = Finding.of("answer_latency", evidence, reason, passed=not late)
    verdict = Verdict.FAIL if late else Verdict.PASS
    return CheckResult("answer_latency", verdict, reason, (finding,), observed=float(telephony.rings))
