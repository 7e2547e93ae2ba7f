"""服务行为: what an agent must not do, as far as words tell it. What they do not tell surely costs nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipeline.checks.case import Case
from pipeline.checks.registry import check
from pipeline.domain.call import Role, Turn, Utterance
from pipeline.domain.finding import CheckResult, Evidence, Finding, Verdict
from pipeline.lexicon import ConductRule
from pipeline.lexicon.conduct import BEFORE, DEED, EXCUSE, PROOF, ConductMatcher

ID = "conduct"


@check(ID, title="服务行为")
def conduct(case: Case, *, around: int = 3) -> CheckResult | Iterable[Finding]:
    """A finding for each breach; excuses, offers and proofs are looked for within ``around`` turns of it."""
    if case.pack.conduct is None:
        return CheckResult(ID, Verdict.NOT_APPLICABLE, "词库没有服务行为的规定")
    return list(_breaches(case, around))


def _breaches(case: Case, around: int) -> Iterator[Finding]:
    matcher, turns = case.pack.conduct_matcher, case.turns
    for id, rule in matcher.rules.items():
        told: set[int] = set()
        for number, turn in enumerate(turns):
            if rule.longest is not None:
                yield from _too_long(id, rule, turn)
            elif turn.role == rule.said_by:
                near = _Near(matcher, id, turns, number, around)
                yield from (f for u in turn.utterances for f in _deeds(id, rule, u, near) if _once(f, told))


def _once(finding: Finding, told: set[int]) -> bool:
    """One finding of a rule for an utterance."""
    new = finding.utterance not in told
    told.add(finding.utterance)
    return new


class _Near:
    """What is heard in the turns around one."""

    def __init__(self, matcher: ConductMatcher, id: str, turns: Sequence[Turn], number: int, around: int) -> None:
        self._matcher, self._id = matcher, id
        self.before = turns[max(0, number - around) : number]
        self.after = turns[number + 1 : number + 1 + around]
        self.turn = turns[number]

    def heard(self, part: str, turns: Iterable[Turn], role: Role | None = None) -> bool:
        name = f"{self._id}.{part}"
        spoken = (u for t in turns if role in (None, t.role) for u in t.utterances)
        return any(name in self._matcher.heard(u.text) for u in spoken)

    def hits(self, utterance: Utterance) -> Sequence[tuple[int, int]]:
        return [(h.start, h.end) for h in self._matcher.heard(utterance.text).get(f"{self._id}.{DEED}", ())]


def _deeds(id: str, rule: ConductRule, utterance: Utterance, near: _Near) -> Iterator[Finding]:
    hits = near.hits(utterance)
    if len(hits) < rule.at_least or (rule.before and not near.heard(BEFORE, near.before, Role.CUSTOMER)):
        return
    if rule.excuse and near.heard(EXCUSE, (*near.before, near.turn)):
        return
    proved = bool(rule.proof) and near.heard(PROOF, near.after, Role.CUSTOMER)
    evidence = Evidence.of(utterance, hits[0][0], max(end for _, end in hits))
    yield _finding(id, rule, evidence, rule.title, rule.sure or proved)


def _too_long(id: str, rule: ConductRule, turn: Turn) -> Iterator[Finding]:
    said = turn.text.strip()
    if turn.role is Role.AGENT and rule.longest is not None and len(said) > rule.longest:
        yield _finding(id, rule, Evidence.of(turn.utterances[0]), f"{rule.title}：{len(said)} 个字", certain=True)


def _finding(id: str, rule: ConductRule, evidence: Evidence, reason: str, certain: bool) -> Finding:
    return Finding.of(
        ID, evidence, reason, certain=certain, severity=rule.severity, rule=f"{ID}.{id}", suggestion=rule.suggestion
    )
