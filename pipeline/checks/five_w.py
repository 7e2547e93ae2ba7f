"""The six questions: when, who, where, what, why, how (norm: 5W technique). Only what was never asked counts."""

from __future__ import annotations

from pipeline.checks.case import Case
from pipeline.checks.registry import check
from pipeline.domain.call import Role, Utterance
from pipeline.domain.facts import Slot, SlotState
from pipeline.domain.finding import CheckResult, Evidence, Finding, Verdict
from pipeline.reading.cues import cues_of

ID = "five_w"
REQUIRED = ("who", "what", "how")


@check(ID, title="5W 要素", tells_missing=True)
def judge(case: Case, *, required: tuple[str, ...] = REQUIRED, tolerated: int = 0, shortest: int = 3) -> CheckResult:
    """FAIL where more than ``tolerated`` of the needed slots were neither given nor asked for.

    ``required`` slots are always needed; when and where only where somebody is to go or something is to be sent.
    Calls with fewer than ``shortest`` customer utterances and wrong numbers are not judged.
    """
    if _has_no_request(case, shortest):
        return CheckResult(ID, Verdict.NOT_APPLICABLE, "来电未涉及具体诉求（误拨或通话过短）", elements=_heard(case))
    missing = [
        slot for slot in needed(case, required) if case.facts.five_w.get(slot, Slot()).state is SlotState.MISSING
    ]
    findings = tuple(_finding(case, slot, len(missing) > tolerated) for slot in missing)
    used = tuple(sorted({s.utterance for s in case.facts.five_w.values() if s.utterance is not None}))
    if len(missing) > tolerated:
        return CheckResult(ID, Verdict.FAIL, f"未了解：{_titles(case, missing)}", findings, _heard(case), used)
    reason = f"缺少：{_titles(case, missing)}（在允许范围内）" if missing else "要素已了解或已询问"
    return CheckResult(ID, Verdict.PASS, reason, findings, _heard(case), used)


def needed(case: Case, required: tuple[str, ...] = REQUIRED) -> tuple[str, ...]:
    """The slots that this call must have; none where there is no request. Looks at what was said alone."""
    return (*required, *(slot for slot in ("when", "where") if slot not in required and _visits(case)))


def _heard(case: Case) -> dict[str, bool]:
    return {name: slot.present for name, slot in case.facts.five_w.items()}


def _has_no_request(case: Case, shortest: int) -> bool:
    return len(case.lines.customer) < shortest or any(line.has("what.wrong_number") for line in case.lines.all)


def _visits(case: Case) -> bool:
    return any(line.has("how.visits") for line in case.lines.agent)


def _titles(case: Case, slots: list[str]) -> str:
    return "、".join(case.pack.slots[slot].title if slot in case.pack.slots else slot for slot in slots)


def _finding(case: Case, slot: str, certain: bool) -> Finding:
    suggestion = cues_of(case.pack).suggestions.get(f"{slot}.asked")
    reason = f"客户没有说明「{_titles(case, [slot])}」，坐席也没有询问"
    return Finding.of(
        ID,
        Evidence.of(_place(case)),
        reason,
        category=slot,
        certain=certain,
        suggestion=suggestion,
        rule=f"{slot}.asked",
    )


def _place(case: Case) -> Utterance:
    """Where the question would have belonged: the agent's first words after the request."""
    what = case.facts.five_w.get("what", Slot()).utterance
    agent = case.call.by(Role.AGENT)
    return next(
        (u for u in agent if what is not None and u.index > what), agent[-1] if agent else case.call.utterances[-1]
    )
