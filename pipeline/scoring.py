"""Check results and a rubric make a scorecard. Pure arithmetic: the same input gives the same card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.domain.finding import CheckResult, Finding, Verdict
from pipeline.domain.scorecard import Scorecard, ScoreLine
from pipeline.lexicon import Rubric, RubricLine


def score(results: Mapping[str, CheckResult], titles: Mapping[str, str], rubric: Rubric, doubts: Sequence[str] = ()) -> Scorecard:
    """Score ``results`` (by check id) under ``rubric``.

    A check that does not apply leaves the denominator; one that is unsure costs nothing and asks for review. A fatal
    finding (一票否决) makes the total 0. ``doubts`` are further reasons for a review, such as bad audio.
    """
    lines = tuple(_line(row, results[row.check], titles[row.check]) for row in rubric.lines if row.check in results)
    fatal = any(_is_fatal(f) for r in results.values() for f in r.findings)
    weight, earned = sum(line.weight for line in lines), sum(line.earned for line in lines)
    total = 0.0 if fatal else round(100 * earned / weight, 1) if weight else 0.0
    reasons = (*doubts, *_review_reasons(results, titles, fatal, judged=weight > 0))
    return Scorecard(rubric.rubric, rubric.version, total, _grade(total, rubric), fatal, bool(reasons), lines, reasons)


def _line(row: RubricLine, result: CheckResult, title: str) -> ScoreLine:
    title = row.title or title
    if result.verdict in (Verdict.NOT_APPLICABLE, Verdict.ERROR):
        return ScoreLine(row.check, title, 0.0, 0.0, result.verdict, result.reason)
    earned = row.weight if result.verdict is not Verdict.FAIL else round(max(0.0, row.weight - _lost(row, result)), 2)
    return ScoreLine(row.check, title, row.weight, earned, result.verdict, result.reason)


def _lost(row: RubricLine, result: CheckResult) -> float:
    """Points that a failed check costs: by finding, by missing element, or the whole weight."""
    limit = row.weight if row.cap is None else row.cap
    costly = [f for f in result.findings if not f.passed and f.certain]
    if row.deductions and costly:
        return min(limit, sum(getattr(row.deductions, f.severity, 0.0) for f in costly))
    if result.elements:
        missing = sum(not heard for heard in result.elements.values())
        return min(limit, row.weight * missing / len(result.elements))
    return limit


def _is_fatal(finding: Finding) -> bool:
    return finding.severity == "fatal" and not finding.passed and finding.certain


def _grade(total: float, rubric: Rubric) -> str:
    """The first grade, from the best down, whose threshold the total reaches."""
    ranked = sorted(rubric.grades, key=lambda g: -g.at_least)
    return next((g.grade for g in ranked if total >= g.at_least), ranked[-1].grade)


def _review_reasons(results: Mapping[str, CheckResult], titles: Mapping[str, str], fatal: bool, judged: bool) -> list[str]:
    reasons = ["出现一票否决项，需人工确认"] if fatal else []
    reasons += [f"{titles[id]}：{r.reason}" for id, r in results.items() if r.verdict in (Verdict.UNSURE, Verdict.ERROR)]
    reasons += [f"{titles[id]}：有 {n} 处存疑" for id, r in results.items()
                if r.verdict not in (Verdict.UNSURE, Verdict.ERROR) and (n := sum(not f.certain for f in r.findings))]  # fmt: skip
    return reasons if judged else [*reasons, "没有可评分的项目"]
