"""预约上门用语: a call that arranges a visit introduces itself, gives a window, asks consent, and confirms."""

from __future__ import annotations

from pipeline.checks.case import Case
from pipeline.checks.kind_script import APPOINTMENT, script_of_kind
from pipeline.checks.registry import check
from pipeline.domain.call import Direction
from pipeline.domain.finding import CheckResult, Verdict

ID = "appointment_script"


@check(ID, title="预约上门用语", tells_missing=True)
def appointment_script(case: Case) -> CheckResult:
    """Applies to outbound calls that are, as far as can be told, made to arrange a visit."""
    kind, opinion = case.pack.call_kinds.get(APPOINTMENT), case.facts.kind
    if case.call.direction is Direction.INBOUND:
        return CheckResult(ID, Verdict.NOT_APPLICABLE, "不是外呼预约")
    if kind is None or opinion is None or opinion.kind != APPOINTMENT:
        return CheckResult(ID, Verdict.NOT_APPLICABLE, "通话没有预约上门")
    return script_of_kind(ID, kind, case)
