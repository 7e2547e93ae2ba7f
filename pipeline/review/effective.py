"""The machine's judgement and people's decisions make what counts. Pure: nothing here reads or changes the store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from pipeline.domain.finding import CheckResult, Evidence, Finding, Verdict
from pipeline.domain.record import Record
from pipeline.domain.scorecard import Scorecard, ScoreLine
from pipeline.lexicon import Rubric
from pipeline.review.decisions import Action, Decision, additions, latest
from pipeline.review.slots import FIVE_W, Corrected, EffectiveSlot, corrected, not_learnt, place_of, slots_of
from pipeline.scoring import points_of, score, with_promises

ADDED_REASON = "复核员补充"
NOT_DONE = "复核认定：没有做到"
CENT = 0.01  # points are told to a hundredth


class State(StrEnum):
    """What people made of a finding."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    RECATEGORISED = "recategorised"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class EffectiveFinding:
    """``machine`` is None for an added finding; ``effective`` is None where a person rejected it, ``known`` never."""

    id: int | None
    added: int | None
    machine: Finding | None
    effective: Finding | None
    known: Finding  # what it counts as, or what it was before it was rejected
    state: State
    decision: Decision | None = None
    points: float | None = None  # that it costs, before a veto; None where the card is not by today's rubric

    @property
    def costs(self) -> bool:
        """Whether it counts against the agent after all decisions."""
        return self.effective is not None and self.effective.costs


@dataclass(frozen=True, slots=True)
class EffectiveLine:
    """One row of the scorecard: the machine's (None where its rubric had no such row), and what counts."""

    machine: ScoreLine | None
    effective: ScoreLine
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class Effective:
    """What counts after all decisions. ``rubric_changed``: scored by a newer rubric than the machine's card."""

    findings: tuple[EffectiveFinding, ...]
    results: Mapping[str, CheckResult]
    lines: tuple[EffectiveLine, ...]
    machine: Scorecard
    scorecard: Scorecard
    slots: tuple[EffectiveSlot, ...] = ()
    rubric_changed: bool = False

    def costly(self) -> list[EffectiveFinding]:
        """The findings that cost points: those that count in a check that failed."""
        return [f for f in self.findings if f.costs and self.results[f.known.check].verdict is Verdict.FAIL]


def effective(
    record: Record,
    finding_ids: Sequence[int],
    decisions: Sequence[Decision],
    rubric: Rubric,
    titles: Mapping[str, str],
    promises: ScoreLine | None = None,
) -> Effective:
    """Apply ``decisions`` to a judgement and score it again under ``rubric``.

    ``finding_ids`` name the findings of ``record`` in their order; ``titles`` name checks, and slots by
    :func:`pipeline.review.slots.title_key`; ``promises`` is what became of the agent's. Without decisions that stand,
    the machine's card is returned as it is, whatever the rubric says today of anything but promises.
    """
    by_target, added = latest(decisions), additions(decisions)
    findings = (*_machine_findings(record, finding_ids, by_target), *_added_findings(record, added, by_target, titles))
    machine, slots = record.scorecard, slots_of(record, by_target)
    by_slots = {FIVE_W: corrected(slots, rubric)}
    results = {
        id: _judged(r, _of(id, findings), by_target.get(("check", id)), by_slots.get(id))
        for id, r in record.results().items()
    }
    unchanged = not by_target and not added
    named = {id: id for id in results} | dict(titles)
    card = machine if unchanged else score(results, named, rubric, record.doubts(), record.scorecard.unscored)
    card = with_promises(card, promises, rubric)
    changed = not unchanged and (rubric.rubric, rubric.version) != (machine.rubric, machine.rubric_version)
    priced = tuple(_priced(findings, results, card, rubric))
    return Effective(priced, results, _lines(machine, card, by_target), machine, card, slots, changed)


def _priced(
    findings: Iterable[EffectiveFinding], results: Mapping[str, CheckResult], card: Scorecard, rubric: Rubric
) -> Iterator[EffectiveFinding]:
    """With what each costs, where that adds up to what its line lost."""
    prices: dict[str, Iterator[float]] = {}
    lost = {line.check: line.lost for line in card.lines}
    for row in rubric.lines:
        if row.check in lost and row.check in results:
            points = points_of(row, results[row.check])
            adds_up = abs(sum(points) - lost[row.check]) <= CENT * max(1, len(points))
            prices[row.check] = iter(points if adds_up else ())
    for found in findings:
        costly = found.costs and results[found.known.check].verdict is Verdict.FAIL
        yield replace(found, points=next(prices.get(found.known.check, iter(())), None)) if costly else found


def _of(check: str, findings: Iterable[EffectiveFinding]) -> list[EffectiveFinding]:
    return [f for f in findings if f.known.check == check]


def _machine_findings(
    record: Record, ids: Sequence[int], decided: Mapping[tuple[str, int | str], Decision]
) -> list[EffectiveFinding]:
    pairs = zip(ids, record.findings, strict=True)
    return [_decided(id, None, f, f, decided.get(("finding", id))) for id, f in pairs]


def _added_findings(
    record: Record,
    added: Sequence[Decision],
    decided: Mapping[tuple[str, int | str], Decision],
    titles: Mapping[str, str],
) -> list[EffectiveFinding]:
    return [_decided(None, d.id, None, _addition(record, d, titles), decided.get(("added", d.id)), d) for d in added]


def _decided(
    id: int | None,
    added: int | None,
    machine: Finding | None,
    found: Finding,
    decision: Decision | None,
    adding: Decision | None = None,
) -> EffectiveFinding:
    state, counts = _standing_of(found, decision, State.ADDED if adding else State.OPEN)
    return EffectiveFinding(id, added, machine, counts, counts or found, state, decision or adding)


def _standing_of(found: Finding, decision: Decision | None, undecided: State) -> tuple[State, Finding | None]:
    """What became of a finding, and what it counts as."""
    if decision is None:
        return undecided, found
    if decision.rejects:
        return State.REJECTED, _not_done(found) if found.passed else None
    if decision.action is Action.RECATEGORISE:
        severity = decision.severity or found.severity
        changed = replace(found, category=decision.category, severity=severity, certain=True)
        return State.RECATEGORISED, replace(changed, suggestion=None)  # it was for the other category
    return State.CONFIRMED, replace(found, certain=True)


def _not_done(found: Finding) -> Finding:
    """A finding that passed and was rejected: what it says was not done, and that costs."""
    return replace(found, passed=False, certain=True, reason=NOT_DONE)


def _addition(record: Record, decision: Decision, titles: Mapping[str, str]) -> Finding:
    if decision.action is Action.SLOT:
        return Finding.of(
            FIVE_W,
            _evidence(record, place_of(record, decision)),
            not_learnt(decision, titles),
            category=decision.category,
            rule=f"{decision.category}.asked",
        )
    evidence = _evidence(record, decision.utterance or 0, decision.char_start or 0, decision.char_end)
    return Finding.of(
        decision.check,
        evidence,
        decision.comment or ADDED_REASON,
        category=decision.category,
        phrase=evidence.quote,
        severity=decision.severity or "minor",
    )


def _evidence(record: Record, utterance: int, start: int = 0, end: int | None = None) -> Evidence:
    """Empty once the words are deleted."""
    spoken = record.spoken(utterance)
    return Evidence.of(spoken.as_utterance(), start, end) if spoken else Evidence(utterance, 0, 0, 0.0, 0.0, "")


def _judged(
    result: CheckResult, own: Sequence[EffectiveFinding], override: Decision | None, slots: Corrected | None = None
) -> CheckResult:
    """The check's result after the decisions about its findings, its ``slots``, or the check itself."""
    touched = [f for f in own if f.state is not State.OPEN]
    if not touched and override is None and slots is None:
        return result
    findings = tuple(f.effective for f in own if f.effective is not None)
    said = slots.elements if slots else {n: _is_heard(n, heard, own) for n, heard in result.elements.items()}
    again = replace(result, findings=findings, elements=said)
    if override is not None:
        return _overridden(again, Verdict(override.verdict or Verdict.PASS), override)
    verdict = Verdict.PASS if slots and _is_tolerable(result, findings, slots) else _verdict(result, findings)
    return replace(again, verdict=verdict, reason=_reason(result, verdict, findings))


def _verdict(result: CheckResult, findings: Sequence[Finding]) -> Verdict:
    """It follows from the findings that are left; what never rested on findings stays as it was."""
    failed = [f for f in findings if f.failed]
    if any(f.certain for f in failed):
        return Verdict.FAIL
    if not result.failed or result.verdict in (Verdict.NOT_APPLICABLE, Verdict.ERROR):
        return result.verdict
    return Verdict.UNSURE if failed and result.verdict is not Verdict.PASS else Verdict.PASS


def _is_tolerable(result: CheckResult, findings: Sequence[Finding], slots: Corrected) -> bool:
    """Whether no more needed slots are missing than the rubric allows."""
    judged = result.verdict not in (Verdict.NOT_APPLICABLE, Verdict.ERROR)
    return judged and sum(f.failed for f in findings) <= slots.tolerated


def _reason(result: CheckResult, verdict: Verdict, findings: Sequence[Finding]) -> str:
    failed = [f for f in findings if f.failed]
    if verdict is result.verdict and len(failed) == len(result.failed):
        return result.reason
    wrong = {Verdict.FAIL: f"复核后 {len(failed)} 处问题", Verdict.UNSURE: f"复核后仍有 {len(failed)} 处存疑"}
    return wrong.get(verdict, "复核后未发现问题")


def _is_heard(name: str, heard: bool, own: Sequence[EffectiveFinding]) -> bool:
    """Whether an element of a script was said: what is in doubt costs nothing, so it counts as said."""
    about = [f for f in own if _element(f.known) == name]
    if not about or all(f.state is State.OPEN for f in own):
        return heard
    return not any(f.effective is not None and f.effective.costs for f in about)


def _element(finding: Finding) -> str | None:
    """The script element or slot that a finding is about: the rule `greeting.hello` ends with it."""
    return finding.rule.rsplit(".", 1)[-1] if finding.rule and not finding.category else finding.category


def _overridden(result: CheckResult, verdict: Verdict, decision: Decision) -> CheckResult:
    """A person's verdict; failing where nothing in particular failed costs the whole line."""
    nothing = not any(f.costs for f in result.findings) and all(result.asked.values())
    elements = {} if verdict is Verdict.FAIL and nothing else result.elements
    return replace(result, verdict=verdict, elements=elements, reason=decision.comment or "复核员改判")


def _lines(
    machine: Scorecard, card: Scorecard, decided: Mapping[tuple[str, int | str], Decision]
) -> tuple[EffectiveLine, ...]:
    before = {line.check: line for line in machine.lines}
    return tuple(EffectiveLine(before.get(x.check), x, decided.get(("check", x.check))) for x in card.lines)
