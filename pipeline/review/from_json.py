"""The contract's JSON read back into the domain's types, as far as a score needs them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.domain.call import Role, Utterance
from pipeline.domain.finding import CheckResult, Evidence, Finding, MatchKind, Verdict
from pipeline.domain.scorecard import Scorecard, ScoreLine

Json = Mapping[str, Any]


def results_of(result: Json) -> dict[str, CheckResult]:
    """The check results of a stored judgement, by check id, in their order."""
    findings = [finding_of(f) for f in result["findings"]]
    return {
        row["check"]: _check(row, tuple(f for f in findings if f.check == row["check"])) for row in result["checks"]
    }


def _check(row: Json, findings: tuple[Finding, ...]) -> CheckResult:
    return CheckResult(row["check"], Verdict(row["verdict"]), row["reason"], findings, row.get("elements", {}),
                       tuple(row["utterances"]), row.get("observed"), tuple(row.get("unasked", ())))  # fmt: skip


def finding_of(row: Json) -> Finding:
    evidence = Evidence(row["utterance"], row["char_start"], row["char_end"], row["start"], row["end"], row["quote"])
    return Finding(
        row["check"], evidence, row["reason"], row["passed"], row["category"], row["phrase"], MatchKind(row["match"]),
        row["confidence"], row["certain"], row["severity"], row["suggestion"], row["rule"], row["details"],
    )  # fmt: skip


def scorecard_of(card: Json) -> Scorecard:
    lines = tuple(
        ScoreLine(x["check"], x["title"], x["weight"], x["earned"], Verdict(x["verdict"]), x["reason"])
        for x in card["lines"]
    )
    return Scorecard(card["rubric"], card["rubric_version"], card["total"], card["grade"], card["fatal"],
                     card["needs_review"], lines, tuple(card["review_reasons"]))  # fmt: skip


def utterance_of(row: Json) -> Utterance:
    return Utterance(row["index"], Role(row["role"]), row["start"], row["end"], row["text"], row["channel"])


def doubts_of(result: Json) -> list[str]:
    """What about the recording asks a person to look at it; the same as when the call was judged."""
    faults = [issue["message"] for issue in result["health"] if issue["severity"] == "error"]
    return faults if result["utterances"] else [*faults, "没有听到任何人说话"]
