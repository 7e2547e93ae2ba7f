"""转接用语: the caller is told about the transfer and asked to wait before it happens."""

from __future__ import annotations

from pipeline.checks.case import Case
from pipeline.checks.registry import check
from pipeline.checks.scripts import listen, nothing_to_judge, script_of, script_result
from pipeline.domain.finding import CheckResult, Verdict


@check("transfer_script", title="转接用语", tells_missing=True)
def transfer_script(case: Case, *, around: int = 1) -> CheckResult:
    """FAIL where the agent transfers the call without a polite word of waiting within ``around`` turns of it."""
    script, turns = script_of(case, "transfer"), case.agent_turns
    if script is None:
        return nothing_to_judge("transfer_script", script, "转接用语")
    transferring = {h.utterance.index for h in listen(script, turns, ("transfer",))}
    places = [i for i, t in enumerate(turns) if any(u.index in transferring for u in t.utterances)]
    if not places:
        return CheckResult("transfer_script", Verdict.NOT_APPLICABLE, "通话中没有转接")
    close = {i for place in places for i in range(place - around, place + around + 1)}
    near = [t for i, t in enumerate(turns) if i in close]
    said = next(u for t in turns for u in t.utterances if u.index in transferring)
    return script_result("transfer_script", script, ("polite",), listen(script, near, ("polite",)), near, at=said)
