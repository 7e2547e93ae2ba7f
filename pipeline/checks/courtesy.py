"""礼貌用语: polite words throughout, and an apology or comfort for a caller who complains."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.checks.backchannel import is_backchannel
from pipeline.checks.case import Case
from pipeline.checks.registry import check
from pipeline.checks.scripts import listen, nothing_to_judge, script_of, script_result
from pipeline.domain.call import Role, Turn, Utterance
from pipeline.domain.finding import CheckResult
from pipeline.lexicon import ScriptMatcher


@check("courtesy", title="礼貌用语", tells_missing=True)
def courtesy(case: Case, *, polite_share: float = 0.4) -> CheckResult:
    """PASS when ``polite_share`` of the agent's turns hold a polite word and a complaint is met with an apology."""
    script, turns = script_of(case, "courtesy"), case.agent_turns
    if script is None or not turns:
        return nothing_to_judge("courtesy", script, "礼貌用语")
    complaint = _complaint(script, case)
    wanted = ("polite", "apology") if complaint else ("polite",)
    heard = listen(script, turns, wanted)
    polite = {h.utterance.index for h in heard if h.element == "polite"}
    counted = [t for t in turns if not all(is_backchannel(u) for u in t.utterances)]
    impolite = [t for t in counted if not any(u.index in polite for u in t.utterances)]
    present = {"polite": len(counted) - len(impolite) >= polite_share * len(counted)}
    at = _answer(turns, complaint) if present["polite"] else impolite[0].utterances[0]
    return script_result("courtesy", script, wanted, heard, turns, present, at)


def _complaint(script: ScriptMatcher, case: Case) -> Utterance | None:
    if "complaint" not in script.elements or "apology" not in script.elements:
        return None
    return next((u for u in case.call.by(Role.CUSTOMER) if script.heard(u.text, "complaint")), None)


def _answer(turns: Sequence[Turn], complaint: Utterance | None) -> Utterance | None:
    """The agent's first words after the complaint, where an apology belonged."""
    spoken = [u for t in turns for u in t.utterances]
    return next((u for u in spoken if complaint and u.index > complaint.index), None)
