"""Check results and a rubric make a scorecard. Pure arithmetic: the same input gives the same card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.domain.call import Call, Role
from pipeline.domain.finding import CheckResult, Verdict
from pipeline.domain.promise import PromiseState
from pipeline.domain.scorecard import PROMISES, Scorecard, ScoreLine
from pipeline.language import N_
from pipeline.lexicon import PromiseCosts, Rubric, RubricLine
from pipeline.text.normalise import spelling

NOTHING_APPLIES = "没有可评分的项目"
PROMISES_TITLE = N_("承诺兑现")
_ENDED = {PromiseState.KEPT: "按时兑现", PromiseState.LATE: "逾期兑现", PromiseState.BROKEN: "未兑现"}


def score(
    results: Mapping[str, CheckResult],
    titles: Mapping[str, str],
    rubric: Rubric,
    doubts: Sequence[str] = (),
    unscored: str | None = None,
) -> Scorecard:
    """Score ``results`` (by check id) under ``rubric``.

    A check that does not apply leaves the denominator; one that is unsure costs nothing and asks for review. A fatal
    finding (一票否决), or a failed line that the rubric calls fatal, makes the total 0. ``doubts`` are further reasons
    for a review, such as bad audio. ``titles`` name the checks; a line may have a title of its own. ``unscored`` says
    why the call can't be scored: then there is no total, no grade and no veto.
    """
    lines = tuple(_line(row, results[row.check], titles[row.check]) for row in rubric.lines if row.check in results)
    fatal = any(_is_fatal(row, results[row.check]) for row in rubric.lines if row.check in results)
    unscored = unscored or (None if any(line.weight for line in lines) else NOTHING_APPLIES)
    if unscored:
        return Scorecard(
            rubric=rubric.rubric,
            rubric_version=rubric.version,
            total=None,
            grade=None,
            fatal=False,
            needs_review=True,
            review_reasons=(unscored, *(d for d in doubts if d not in unscored)),
            lines=lines,
            unscored=unscored,
        )
    total = _total(lines, fatal)
    reasons = (*doubts, *_review_reasons(results, titles, fatal))
    return Scorecard(
        rubric=rubric.rubric,
        rubric_version=rubric.version,
        total=total,
        grade=_grade(total, rubric),
        fatal=fatal,
        needs_review=bool(reasons),
        review_reasons=reasons,
        lines=lines,
    )


def promise_line(states: Sequence[PromiseState], costs: PromiseCosts) -> ScoreLine | None:
    """What the agent's promises of a call earn; None as long as none of them has ended."""
    counts = {state: states.count(state) for state in _ENDED}
    if not any(counts.values()):
        return None
    lost = costs.late * counts[PromiseState.LATE] + costs.broken * counts[PromiseState.BROKEN]
    earned = round(max(0.0, costs.weight - lost), 2)
    told = "，".join(f"{count} 项{_ENDED[state]}" for state, count in counts.items() if count)
    verdict = Verdict.FAIL if earned < costs.weight else Verdict.PASS
    return ScoreLine(PROMISES, PROMISES_TITLE, costs.weight, earned, verdict, f"答应客户的事：{told}")


def with_promises(card: Scorecard, line: ScoreLine | None, rubric: Rubric) -> Scorecard:
    """``card`` with what became of the agent's promises in the place of what it says of them; None takes that away.
    What can't be scored stays without a score."""
    if card.total is None or line == card.promises:
        return card
    lines = tuple(one for one in card.lines if one.check != PROMISES) + ((line,) if line else ())
    total = _total(lines, card.fatal)
    return replace(card, lines=lines, total=total, grade=_grade(total, rubric))


def why_unscored(call: Call, rubric: Rubric) -> str | None:
    """Why a call can't be scored, in a sentence; None where it can."""
    if not any(u.text for u in call.utterances):
        return "没有听到任何人说话，不能评分"
    said = sum(len(spelling(u.text)) for u in call.by(Role.AGENT))
    if not said:
        return "没有听到坐席说话，不能评分"
    least = rubric.scorable.agent_characters
    return f"坐席只说了 {said} 个字，太少，不能评分（至少 {least} 个字）" if said < least else None


def _line(row: RubricLine, result: CheckResult, title: str) -> ScoreLine:
    title = row.title or title
    if result.verdict in (Verdict.NOT_APPLICABLE, Verdict.ERROR):
        return ScoreLine(row.check, title, 0.0, 0.0, result.verdict, result.reason)
    earned = row.weight if result.verdict is not Verdict.FAIL else round(max(0.0, row.weight - _lost(row, result)), 2)
    return ScoreLine(row.check, title, row.weight, earned, result.verdict, result.reason)


def _lost(row: RubricLine, result: CheckResult) -> float:
    """Points (of the 100) that a failed check costs: by finding, by missing element, or the whole weight."""
    limit = row.weight if row.cap is None else min(row.cap, row.weight)
    costly = [f for f in result.findings if f.costs]
    if row.deductions and costly:
        return min(limit, sum(getattr(row.deductions, f.severity, 0.0) for f in costly))
    asked = result.asked.values()
    if asked:
        return min(limit, row.weight * sum(not heard for heard in asked) / len(asked))
    return limit


def points_of(row: RubricLine, result: CheckResult) -> list[float]:
    """What each of the costly findings costs, in their order; together what the line loses. Up to the cap, each finding
    costs its own deduction; where the rubric names none, they share the loss."""
    costly = result.costly
    left = round(_lost(row, result), 2) if costly else 0.0
    if not row.deductions:
        return [round(left / len(costly), 2) for _ in costly]
    points = []
    for found in costly:
        points.append(min(left, float(getattr(row.deductions, found.severity, 0.0))))
        left = round(left - points[-1], 2)
    return points


def _is_fatal(row: RubricLine, result: CheckResult) -> bool:
    """Whether one certain finding, or the failed line itself, decides the whole call."""
    if result.verdict is not Verdict.FAIL:
        return False
    return any(f.severity == "fatal" and f.costs for f in result.findings) or (row.fatal and row.deductions is None)


def _total(lines: Sequence[ScoreLine], fatal: bool) -> float:
    """0-100; at least one line must have a weight."""
    return 0.0 if fatal else round(100 * sum(x.earned for x in lines) / sum(x.weight for x in lines), 1)


def _grade(total: float, rubric: Rubric) -> str:
    """The first grade, from the best down, whose threshold the total reaches."""
    ranked = sorted(rubric.grades, key=lambda g: -g.at_least)
    return next((g.grade for g in ranked if total >= g.at_least), ranked[-1].grade)


def _review_reasons(results: Mapping[str, CheckResult], titles: Mapping[str, str], fatal: bool) -> list[str]:
    reasons = ["出现一票否决项，需人工确认"] if fatal else []
    for id, result in results.items():
        doubtful = sum(f.doubts for f in result.findings)
        if result.verdict in (Verdict.UNSURE, Verdict.ERROR):
            reasons.append(f"{titles[id]}：{result.reason}")
        elif doubtful:
            reasons.append(f"{titles[id]}：有 {doubtful} 处存疑")
    return reasons
