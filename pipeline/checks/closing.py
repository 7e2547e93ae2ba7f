"""结束语: anything else, thanks, goodbye, in the agent's last turns."""

from __future__ import annotations

from pipeline.checks.case import Case
from pipeline.checks.registry import check
from pipeline.checks.scripts import listen, nothing_to_judge, script_of, script_result
from pipeline.domain.finding import CheckResult


@check("closing", title="结束语", tells_missing=True)
def closing(case: Case, *, turns: int = 3) -> CheckResult:
    """PASS when the agent's last ``turns`` turns ask for more needs, thank and say goodbye."""
    script, spoken = script_of(case, "closing"), case.agent_turns[-turns:]
    if script is None or not spoken:
        return nothing_to_judge("closing", script, "结束用语")
    last = spoken[-1].utterances[-1]
    return script_result("closing", script, tuple(script.elements), listen(script, spoken), spoken, at=last)
