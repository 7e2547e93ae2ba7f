"""本类通话用语: what the kind of call asks for beyond greeting and closing, as the pack's kinds/*.yaml say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.checks.case import Case
from pipeline.checks.registry import check
from pipeline.domain.facts import UNSURE
from pipeline.domain.finding import CheckResult, Evidence, Finding, Verdict
from pipeline.facts.kind import Sign, signs
from pipeline.lexicon import CallKind, Demand
from pipeline.lexicon.kinds import CUES, SCRIPT, TELLS

ID = "kind_script"
APPOINTMENT = "appointment"  # judged by a check of its own


@check(ID, title="本类通话用语")
def kind_script(case: Case) -> CheckResult:
    """PASS when all is said that this kind of call asks for, and nothing that it must not hear."""
    opinion = case.facts.kind
    kind = case.pack.call_kinds.get(opinion.kind) if opinion and opinion.kind != APPOINTMENT else None
    if kind is None:
        unsure = opinion is not None and opinion.kind == UNSURE
        return CheckResult(ID, Verdict.NOT_APPLICABLE, "未能确定通话类型" if unsure else "没有本类通话的用语")
    return script_of_kind(ID, kind, case)


def script_of_kind(id: str, kind: CallKind, case: Case) -> CheckResult:
    """The verdict on the kind's own script; what is not ``sure`` is shown where it is missing, and costs nothing."""
    if not case.agent_turns or not kind.script:
        reason = "没有听到坐席说话" if kind.script else "没有本类通话的用语"
        return CheckResult(id, Verdict.NOT_APPLICABLE, reason)
    heard = signs(case.call, case.pack)
    demanded = {name: demand for name, demand in kind.script.items() if _arises(demand, kind, heard)}
    findings = [f for name, demand in demanded.items() for f in _findings(id, kind, name, case, heard)]
    failed = {_name(f) for f in findings if not f.passed}
    elements = {name: name not in failed for name in demanded}
    unasked = tuple(name for name, demand in demanded.items() if name in failed and not demand.sure)
    missing = [demanded[name].title for name in elements if name in failed and name not in unasked]
    places = tuple(sorted({f.evidence.utterance for f in findings}))
    verdict = Verdict.FAIL if missing else Verdict.PASS
    reason = f"{kind.title}：{'、'.join(missing)}，未做到" if missing else f"{kind.title}：用语齐全"
    return CheckResult(id, verdict, reason, tuple(findings), elements, places, unasked=unasked)


def _name(finding: Finding) -> str:
    return (finding.rule or "").rsplit(".", 1)[-1]


def _arises(demand: Demand, kind: CallKind, heard: Sequence[Sign]) -> bool:
    if demand.after is None:
        return True
    sought = {f"{kind.kind}.{part}.{demand.after}" for part in (TELLS, CUES)}
    return any(sign.name in sought for sign in heard)


def _findings(id: str, kind: CallKind, name: str, case: Case, heard: Sequence[Sign]) -> Iterator[Finding]:
    """One finding about a demand: where it was met, or where it belonged; of what must not be said, where it was."""
    demand, rule = kind.script[name], f"{kind.kind}.{name}"
    said = next((sign for sign in heard if sign.name == f"{kind.kind}.{SCRIPT}.{name}"), None)
    severity = "minor" if demand.sure else "info"
    if demand.never:
        if said:
            yield Finding.of(
                id,
                _evidence(said),
                f"不应：{demand.title}",
                severity=severity,
                rule=rule,
                suggestion=demand.suggestion or kind.suggestion,
            )
        return
    if said:
        evidence = _evidence(said)
        yield Finding.of(id, evidence, f"{demand.title}：已说到「{evidence.quote}」", passed=True, rule=rule)
    elif demand.promise and case.facts.commitments:
        promised = case.facts.commitments[0]
        spoken = next(u for u in case.call.utterances if u.index == promised.utterance)
        yield Finding.of(id, Evidence.of(spoken), f"{demand.title}：已承诺「{promised.text}」", passed=True, rule=rule)
    else:
        yield Finding.of(
            id,
            Evidence.of(case.agent_turns[-1].utterances[-1]),
            f"没有听到「{demand.title}」",
            severity=severity,
            rule=rule,
            suggestion=demand.suggestion or kind.suggestion,
        )


def _evidence(sign: Sign) -> Evidence:
    return Evidence.of(sign.utterance, sign.start, sign.end)
