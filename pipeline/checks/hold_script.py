"""等待用语: a wait is asked for politely, and thanked or apologised for afterwards."""

from __future__ import annotations

from pipeline.checks.case import Case
from pipeline.checks.registry import check
from pipeline.checks.scripts import Heard, agent_turns, listen, script_of, script_result
from pipeline.domain.call import Call, Utterance
from pipeline.domain.finding import CheckResult, Verdict
from pipeline.domain.times import Seconds


@check("hold_script", title="等待用语")
def hold_script(case: Case, *, shortest_wait: Seconds = 3.0, soon: Seconds = 60.0) -> CheckResult:
    """FAIL where the caller was left waiting without being asked politely before and thanked or apologised to after.

    A wait is an announcement followed by at least ``shortest_wait`` seconds of silence, or by words of return within
    ``soon`` seconds. Waiting for a transfer is judged by the transfer script.
    """
    script, turns = script_of(case, "hold"), agent_turns(case)
    if script is None:
        return CheckResult("hold_script", Verdict.NOT_APPLICABLE, "词库没有等待用语")
    heard = listen(script, turns)
    asks = [h for h in heard if h.element != "resume" and not _transfers(case, h.utterance)]
    returns = [h for h in heard if h.element == "resume"]
    for ask in asks:
        back = next((r for r in returns if 0 <= r.utterance.start - ask.utterance.start <= soon), None)
        if back is None and _silence_after(case.call, ask.utterance) < shortest_wait:
            continue
        polite = any(a.element == "ask" and a.utterance is ask.utterance for a in asks)
        where = [t for t in turns if ask.utterance in t.utterances or (back and back.utterance in t.utterances)]
        return script_result("hold_script", script, ("ask", "resume"), [*_of(ask.utterance, asks), *([back] if back else [])],
                             where, {"ask": polite, "resume": back is not None})  # fmt: skip
    return CheckResult("hold_script", Verdict.NOT_APPLICABLE, "通话中没有让来电人等待")


def _of(utterance: Utterance, asks: list[Heard]) -> list[Heard]:
    return [a for a in asks if a.utterance is utterance and a.element == "ask"]


def _transfers(case: Case, utterance: Utterance) -> bool:
    script = script_of(case, "transfer")
    return script is not None and bool(script.find(utterance.text)["transfer"])


def _silence_after(call: Call, ask: Utterance) -> Seconds:
    """The longest silence before the agent's next words; the customer's short 「好」 in between doesn't end the wait."""
    following = [u for u in call.utterances if u.start >= ask.end]
    longest, clock = 0.0, ask.end
    for utterance in following:
        longest = max(longest, utterance.start - clock)
        clock = max(clock, utterance.end)
        if utterance.role is ask.role:
            break
    return longest if call.has_audio else 0.0
