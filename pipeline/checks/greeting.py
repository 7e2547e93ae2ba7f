"""问候与自报: greeting, who one is, and what one can do, in the agent's first turns."""

from __future__ import annotations

from pipeline.checks.case import Case
from pipeline.checks.registry import check
from pipeline.checks.scripts import Heard, agent_turns, listen, script_of, script_result
from pipeline.domain.call import Direction, Turn
from pipeline.domain.finding import CheckResult, Verdict
from pipeline.lexicon import ScriptMatcher

SHORTEST_NAME, LONGEST_NAME = 2, 10  # characters of a bare name, as in 「你好，广电网络」
ASKING = frozenset("谁哪吗呢么你您啥")


@check("greeting", title="问候与自报")
def greeting(case: Case, *, turns: int = 2) -> CheckResult:
    """PASS when the agent's first ``turns`` turns greet, identify and offer help (outbound: state the purpose)."""
    script, spoken = script_of(case, "greeting"), agent_turns(case)[:turns]
    if script is None or not spoken:
        return CheckResult("greeting", Verdict.NOT_APPLICABLE, "没有听到坐席说话" if script else "词库没有问候用语")
    heard = listen(script, spoken)
    names = {h.element for h in heard}
    offers = {"offer_help"} if case.call.direction is Direction.INBOUND else {"offer_help", "purpose"}
    present = {"hello": "hello" in names, "identify": "identify" in names or _bare_name(script, spoken[0], heard),
               "offer_help": bool(offers & names)}  # fmt: skip
    heard = [h if h.element != "purpose" else Heard("offer_help", h.utterance, h.hit) for h in heard if h.element != "purpose" or offers & {h.element}]  # fmt: skip
    return script_result("greeting", script, ("hello", "identify", "offer_help"), heard, spoken, present)


def _bare_name(script: ScriptMatcher, opening: Turn, heard: list[Heard]) -> bool:
    """Whether the first words are a hello and nothing but a short name, as in 「你好，广电网络」."""
    utterance = opening.utterances[0]
    hellos = [h.hit for h in heard if h.element == "hello" and h.utterance is utterance]
    rest = "".join(c for i, c in enumerate(utterance.text)
                   if c.isalnum() and not any(h.start <= i < h.end for h in hellos)).lstrip("喂哎诶")  # fmt: skip
    said_otherwise = any(h.element == "not_a_name" and h.utterance is utterance for h in heard)
    return (bool(hellos) and SHORTEST_NAME <= len(rest) <= LONGEST_NAME and not said_otherwise
            and not ASKING & set(rest))  # fmt: skip
