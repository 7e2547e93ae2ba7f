"""预约上门用语: an outbound call that arranges a visit says so, gives a window, asks whether it suits, and confirms."""

from __future__ import annotations

from pipeline.checks.case import Case
from pipeline.checks.registry import check
from pipeline.checks.scripts import listen, nothing_to_judge, script_of, script_result
from pipeline.domain.call import Direction
from pipeline.domain.finding import CheckResult, Verdict


@check("appointment_script", title="预约上门用语", tells_missing=True)
def appointment_script(case: Case, *, opening_turns: int = 4) -> CheckResult:
    """Applies to outbound calls whose first ``opening_turns`` agent turns speak of a visit to come."""
    script, turns = script_of(case, "appointment"), case.agent_turns
    if case.call.direction is Direction.INBOUND:
        return CheckResult("appointment_script", Verdict.NOT_APPLICABLE, "不是外呼预约")
    if script is None or not turns:
        return nothing_to_judge("appointment_script", script, "预约上门用语")
    opening = {h.element for h in listen(script, turns[:opening_turns])}
    if "visit" not in opening or "looking_back" in opening:
        return CheckResult("appointment_script", Verdict.NOT_APPLICABLE, "通话没有预约上门")
    wanted = tuple(name for name in script.elements if name != "looking_back")
    return script_result("appointment_script", script, wanted, listen(script, turns), turns)
