"""礼貌用语: polite words throughout, and an apology or comfort for a caller who complains."""

from __future__ import annotations

from pipeline.checks.case import Case
from pipeline.checks.registry import check
from pipeline.checks.scripts import agent_turns, listen, script_of, script_result
from pipeline.domain.call import Role
from pipeline.domain.finding import CheckResult, Verdict


@check("courtesy", title="礼貌用语")
def courtesy(case: Case, *, polite_share: float = 0.4) -> CheckResult:
    """PASS when ``polite_share`` of the agent's turns hold a polite word and a complaint is met with an apology."""
    script, turns = script_of(case, "courtesy"), agent_turns(case)
    if script is None or not turns:
        return CheckResult("courtesy", Verdict.NOT_APPLICABLE, "没有听到坐席说话" if script else "词库没有礼貌用语")
    heard = listen(script, turns)
    polite = [t for t in turns if any(h.element == "polite" and h.utterance in t.utterances for h in heard)]
    complained = any(script.find(u.text)["complaint"] for u in case.call.by(Role.CUSTOMER))
    wanted = ("polite", "apology") if complained else ("polite",)
    present = {"polite": len(polite) >= polite_share * len(turns)}
    return script_result("courtesy", script, wanted, [h for h in heard if h.element in wanted], turns, present)
