"""结束语: anything else, thanks, goodbye, in the agent's last turns; then the customer hangs up first."""

from __future__ import annotations

from pipeline.checks.case import Case
from pipeline.checks.registry import check
from pipeline.checks.scripts import listen, nothing_to_judge, script_of, script_result
from pipeline.domain.call import Role
from pipeline.domain.finding import CheckResult

WAITS = "waits"  # that the customer hung up first is known from the telephone system alone


@check("closing", title="结束语", tells_missing=True)
def closing(case: Case, *, turns: int = 3) -> CheckResult:
    """PASS when the agent's last ``turns`` turns ask for more needs, thank and say goodbye, and the customer hangs up.

    Who hung up counts only where the manifest tells it.
    """
    script, spoken = script_of(case, "closing"), case.agent_turns[-turns:]
    if script is None or not spoken:
        return nothing_to_judge("closing", script, "结束用语")
    last, hung_up_by = spoken[-1].utterances[-1], case.call.telephony.hung_up_by
    wanted = [name for name in script.elements if name != WAITS or hung_up_by]
    asked = case.demands.asked("closing", wanted)
    present = {WAITS: hung_up_by != Role.AGENT} if hung_up_by else None
    return script_result("closing", script, wanted, listen(script, spoken), spoken, present, last, asked)
