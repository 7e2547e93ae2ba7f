"""What the checks of scripts share: which elements were heard, and how the result explains it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.checks.case import Case
from pipeline.domain.call import Role, Turn, Utterance
from pipeline.domain.finding import CheckResult, Evidence, Finding, Verdict
from pipeline.lexicon import ScriptMatcher
from pipeline.text.matcher import Hit


@dataclass(frozen=True, slots=True)
class Heard:
    """An element of a script in an utterance."""

    element: str
    utterance: Utterance
    hit: Hit


def agent_turns(case: Case) -> list[Turn]:
    """The agent's turns after the call was answered; announcements in between do not cut a turn in two."""
    answered = case.call.telephony.answered_at or 0.0
    turns = [t for t in case.call.turns() if t.role is not Role.SYSTEM and t.end > answered]
    return [t for t in turns if t.role is Role.AGENT]


def script_of(case: Case, name: str) -> ScriptMatcher | None:
    """The pack's script, None where the organisation has none."""
    return case.pack.script(name) if name in case.pack.scripts else None


def listen(script: ScriptMatcher, turns: Iterable[Turn]) -> list[Heard]:
    """Every element of ``script`` heard in ``turns``, in order."""
    spoken = [u for t in turns for u in t.utterances]
    return [Heard(name, u, hit) for u in spoken for name, hits in script.find(u.text).items() for hit in hits]


def script_result(check: str, script: ScriptMatcher, wanted: Sequence[str], heard: Sequence[Heard],
                  where: Sequence[Turn], present: Mapping[str, bool] | None = None) -> CheckResult:  # fmt: skip
    """PASS when every wanted element was heard in ``where``; each element, heard or not, is explained by a finding.

    ``present`` overrides what ``heard`` says for elements that were recognised in another way.
    """
    first = {h.element: h for h in reversed(heard)}
    elements = {name: (present or {}).get(name, name in first) for name in wanted}
    titles = {name: script.elements[name].title for name in wanted}
    findings = tuple(_finding(check, script, name, elements[name], first.get(name), where) for name in wanted)
    missing = [titles[name] for name, was_heard in elements.items() if not was_heard]
    reason = "、".join(f"没有{title}" for title in missing) if missing else "用语齐全"
    verdict = Verdict.FAIL if missing else Verdict.PASS
    spoken = tuple(sorted({u.index for t in where for u in t.utterances}))
    return CheckResult(check, verdict, reason, findings, elements=elements, utterances=spoken)


def _finding(check: str, script: ScriptMatcher, name: str, was_heard: bool, heard: Heard | None,
             where: Sequence[Turn]) -> Finding:  # fmt: skip
    element = script.elements[name]
    if heard is not None and was_heard:
        evidence = Evidence.of(heard.utterance, heard.hit.start, heard.hit.end)
        return Finding(check, evidence, f"{element.title}：听到了", passed=True, phrase=heard.hit.phrase,
                       match=heard.hit.kind, confidence=heard.hit.score, rule=f"{script.script.name}.{name}")  # fmt: skip
    reason = f"{element.title}：听到了" if was_heard else f"没有听到{element.title}"
    return Finding(check, _around(where), reason, passed=was_heard, rule=f"{script.script.name}.{name}",
                   suggestion=None if was_heard else element.suggestion or script.script.suggestion)  # fmt: skip


def _around(where: Sequence[Turn]) -> Evidence:
    """What was said instead: the first utterance of the stretch that was searched."""
    return Evidence.of(where[0].utterances[0]) if where else Evidence(0, 0, 0, 0.0, 0.0, "")
