"""What the checks of scripts share: which elements were heard, and how the result explains it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.checks.case import Case
from pipeline.domain.call import Turn, Utterance
from pipeline.domain.finding import CheckResult, Evidence, Finding, Verdict
from pipeline.lexicon import ScriptMatcher
from pipeline.text.matcher import Hit

LONGEST_QUOTE = 30  # characters of what was said instead
POOREST_HEARING = 0.25  # recognition confidence below which a missing element may well have been said


@dataclass(frozen=True, slots=True)
class Heard:
    """An element of a script in an utterance."""

    element: str
    utterance: Utterance
    hit: Hit


def script_of(case: Case, name: str) -> ScriptMatcher | None:
    """The pack's script, None where the organisation has none."""
    return case.pack.script(name) if name in case.pack.scripts else None


def listen(script: ScriptMatcher, turns: Iterable[Turn], only: Sequence[str] = ()) -> list[Heard]:
    """Every element of ``script``, or ``only`` these, heard in ``turns``, in order."""
    spoken = [u for t in turns for u in t.utterances]
    return [Heard(name, u, hit) for u in spoken for name, hits in script.heard(u.text, *only).items() for hit in hits]


def nothing_to_judge(check: str, script: ScriptMatcher | None, title: str) -> CheckResult:
    """Not applicable: the agent never speaks, or the organisation has no such script."""
    return CheckResult(check, Verdict.NOT_APPLICABLE, f"词库没有{title}" if script is None else "没有听到坐席说话")


def script_result(
    check: str,
    script: ScriptMatcher,
    wanted: Sequence[str],
    heard: Sequence[Heard],
    where: Sequence[Turn],
    present: Mapping[str, bool] | None = None,
    at: Utterance | None = None,
    asked: Collection[str] | None = None,
) -> CheckResult:
    """PASS when every wanted element was heard in ``where``; each element, heard or not, is explained by a finding.

    ``present`` overrides what ``heard`` says for elements that were recognised in another way. ``at`` is where a
    missing element belonged. Those that are not ``asked`` for (None: all are), or that another complete form replaces,
    may be missing. Where words may have been lost to the recogniser, FAIL becomes UNSURE.
    """
    first = {h.element: h for h in reversed(heard)}
    elements = {name: (present or {}).get(name, name in first) for name in wanted}
    replaced = {name for turn in where for name in script.replaced(turn.text)}
    unasked = tuple(n for n in wanted if not elements[n] and (n in replaced or not (asked is None or n in asked)))
    missing = [script.elements[name].title for name in wanted if not elements[name] and name not in unasked]
    place = at or (where[0].utterances[0] if where else None)
    findings = [_finding(check, script, n, elements[n], first.get(n), place) for n in wanted if n not in unasked]
    spoken = tuple(sorted({u.index for t in where for u in t.utterances}))
    if len(unasked) == len(wanted):
        reason = "这类通话不要求本项"
        return CheckResult(check, Verdict.NOT_APPLICABLE, reason, (), elements, spoken, unasked=unasked)
    if not missing:
        return CheckResult(check, Verdict.PASS, "用语齐全", tuple(findings), elements, spoken, unasked=unasked)
    reason = f"缺少：{'、'.join(missing)}"
    if doubt := _hard_to_hear(where):
        unsure = tuple(f if f.passed else replace(f, certain=False) for f in findings)
        reason = f"{reason}（{doubt}，待人工复核）"
        return CheckResult(check, Verdict.UNSURE, reason, unsure, elements, spoken, unasked=unasked)
    return CheckResult(check, Verdict.FAIL, reason, tuple(findings), elements, spoken, unasked=unasked)


def _finding(
    check: str, script: ScriptMatcher, name: str, was_heard: bool, heard: Heard | None, place: Utterance | None
) -> Finding:
    element, rule = script.elements[name], f"{script.script.name}.{name}"
    if heard is not None and was_heard:
        evidence = Evidence.of(heard.utterance, heard.hit.start, heard.hit.end)
        return Finding.of(
            check,
            evidence,
            f"{element.title}：已说到「{evidence.quote}」",
            passed=True,
            phrase=heard.hit.phrase,
            match=heard.hit.kind,
            confidence=heard.hit.score,
            rule=rule,
        )
    evidence = Evidence.of(place) if place else Evidence(0, 0, 0, 0.0, 0.0, "")
    if was_heard:
        return Finding.of(check, evidence, f"{element.title}：已做到", passed=True, rule=rule)
    suggestion = element.suggestion or script.script.suggestion
    reason = f"没有听到「{element.title}」，{_instead(place)}"
    return Finding.of(check, evidence, reason, rule=rule, suggestion=suggestion)


def _instead(place: Utterance | None) -> str:
    said = place.text.strip() if place else ""
    if not said:
        return "此处没有识别出文字"
    return f"听到的是：「{said if len(said) <= LONGEST_QUOTE else said[:LONGEST_QUOTE] + '……'}」"


def _hard_to_hear(where: Sequence[Turn]) -> str:
    """Why a missing element may have been said all the same; empty where it can be trusted to be missing."""
    spoken = [u for t in where for u in t.utterances]
    if any(not u.text.strip() for u in spoken):
        return "有话语没有识别出文字"
    seconds = sum(u.end - u.start for u in spoken)
    confidence = sum(u.confidence * (u.end - u.start) for u in spoken) / seconds if seconds else 1.0
    return "识别可信度低" if confidence < POOREST_HEARING else ""
