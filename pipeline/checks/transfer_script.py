"""转接用语: the caller is told about the transfer and asked to wait before it happens."""

from __future__ import annotations

from pipeline.checks.case import Case
from pipeline.checks.registry import check
from pipeline.checks.scripts import agent_turns, listen, script_of, script_result
from pipeline.domain.finding import CheckResult, Verdict


@check("transfer_script", title="转接用语")
def transfer_script(case: Case, *, around: int = 1) -> CheckResult:
    """FAIL where the agent transfers the call without politely asking the caller to wait in the same or nearby turns."""
    script, turns = script_of(case, "transfer"), agent_turns(case)
    if script is None:
        return CheckResult("transfer_script", Verdict.NOT_APPLICABLE, "词库没有转接用语")
    heard = listen(script, turns)
    places = [i for i, t in enumerate(turns) if any(h.element == "transfer" and h.utterance in t.utterances for h in heard)]
    if not places:
        return CheckResult("transfer_script", Verdict.NOT_APPLICABLE, "通话中没有转接")
    near = [t for i, t in enumerate(turns) if any(abs(i - place) <= around for place in places)]
    spoken = {u.index for t in near for u in t.utterances}
    return script_result("transfer_script", script, ("transfer", "polite"), [h for h in heard if h.utterance.index in spoken], near)
