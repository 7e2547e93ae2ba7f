from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.checks.registry import checks
from pipeline.domain.call import Utterance
from pipeline.domain.finding import CheckResult, Evidence, Finding, Verdict
from pipeline.domain.scorecard import Scorecard
from pipeline.judge import judge
from pipeline.lexicon import Rubric
from pipeline.scoring import score
from tests.builders import agent, call, customer
from tests.pipeline.checks.judging import shipped

CONTRACT = {
    "answer_latency",
    "greeting",
    "closing",
    "forbidden_phrases",
    "five_w",
    "response_gap",
    "first_response",
    "interruptions",
    "dead_air",
    "hold_script",
    "transfer_script",
    "confirm_repeat",
    "appointment_script",
    "courtesy",
    "speech_rate",
}
ADDED = {"kind_script", "conduct"}
NOWHERE = Evidence(0, 0, 0, 0.0, 0.0, "")


def rubric(**lines: dict[str, object]) -> Rubric:
    rows = [{"check": check, **row} for check, row in lines.items()]
    grades = [{"grade": "D", "at_least": 0}, {"grade": "A", "at_least": 90}, {"grade": "B", "at_least": 80}]
    return Rubric.model_validate({"rubric": "test", "version": "1", "title": "测试", "grades": grades, "lines": rows})


def result(check: str, verdict: str = "pass", *severities: str, certain: bool = True, **elements: bool) -> CheckResult:
    findings = tuple(Finding.of(check, NOWHERE, "原因", severity=s, certain=certain) for s in severities)
    return CheckResult(check, Verdict(verdict), "原因", findings, elements)


def card(rules: Rubric, *results: CheckResult) -> Scorecard:
    return score({r.check: r for r in results}, {r.check: r.check for r in results}, rules)


TWO = rubric(greeting={"weight": 40}, forbidden={"weight": 60, "deductions": {"minor": 10, "major": 25}})


def test_everything_met() -> None:
    made = card(TWO, result("greeting"), result("forbidden"))
    assert (made.total, made.grade, made.needs_review) == (100.0, "A", False)


@pytest.mark.parametrize(
    ("severities", "lost"), [(("minor",), 10), (("minor", "major"), 35), (("major",) * 4, 60), (("info", "minor"), 10)]
)
def test_deductions_are_points_of_the_hundred_up_to_the_weight(severities: tuple[str, ...], lost: float) -> None:
    assert card(TWO, result("greeting"), result("forbidden", "fail", *severities)).total == 100 - lost


def test_a_cap_limits_what_a_line_can_cost() -> None:
    rules = rubric(a={"weight": 60, "deductions": {"minor": 10}, "cap": 15}, b={"weight": 40})
    assert card(rules, result("a", "fail", "minor", "minor", "minor"), result("b")).total == 85


def test_missing_elements_cost_their_share() -> None:
    made = card(TWO, result("greeting", "fail", hello=True, name=False), result("forbidden"))
    assert made.lines[0].earned == 20
    assert made.total == 80


def test_what_does_not_apply_leaves_the_denominator() -> None:
    made = card(TWO, result("greeting", "not_applicable"), result("forbidden", "fail", "minor"))
    assert made.total == pytest.approx(83.3)
    assert made.lines[0].weight == 0


@pytest.mark.parametrize("verdict", ["unsure", "error"])
def test_doubt_costs_nothing_and_asks_for_review(verdict: str) -> None:
    made = card(TWO, result("greeting", verdict, "major", certain=False), result("forbidden"))
    assert made.total == 100
    assert made.needs_review
    assert made.review_reasons


def test_an_uncertain_finding_costs_nothing() -> None:
    fail = result("forbidden", "fail", "minor")
    doubtful = replace(fail, findings=(*fail.findings, Finding.of("forbidden", NOWHERE, "像", certain=False)))
    made = card(TWO, result("greeting"), doubtful)
    assert made.total == 90
    assert made.needs_review


def test_a_fatal_finding_decides() -> None:
    made = card(TWO, result("greeting"), result("forbidden", "fail", "fatal"))
    assert (made.total, made.grade, made.fatal, made.needs_review) == (0.0, "D", True, True)


def test_a_fatal_line_without_deductions_decides_by_failing() -> None:
    rules = rubric(a={"weight": 10, "fatal": True}, b={"weight": 90})
    assert card(rules, result("a", "fail"), result("b")).total == 0
    assert card(rules, result("a"), result("b")).total == 100


def test_nothing_to_judge_is_told() -> None:
    found = card(TWO, result("greeting", "not_applicable"), result("forbidden", "error"))
    assert (found.total, found.grade, found.needs_review) == (None, None, True)
    assert found.unscored == "没有可评分的项目"


@pytest.mark.parametrize(
    ("spoken", "reason"),
    [
        ([], "没有听到任何人说话"),
        ([agent("")], "没有听到任何人说话"),
        ([customer("喂，有人吗？听得到吗？")], "没有听到坐席说话"),
        ([agent("喂，您好。"), customer("你好，我想问一下。")], "坐席只说了 3 个字"),
    ],
)
def test_what_holds_too_little_is_not_scored(spoken: list[Utterance], reason: str) -> None:
    found = judge(call(*spoken), shipped()).scorecard
    assert (found.total, found.grade, found.fatal, found.needs_review) == (None, None, False, True)
    assert found.unscored is not None
    assert found.unscored.startswith(reason)
    assert found.review_reasons[0] == found.unscored


def test_a_short_call_with_enough_words_of_the_agent_is_scored() -> None:
    spoken = agent("您好！您的电话没有声音，请您换一部再次打来，好吗？再见。")
    assert judge(call(spoken), shipped()).scorecard.total is not None


def test_doubts_from_outside_ask_for_review() -> None:
    assert score({"greeting": result("greeting")}, {"greeting": "问候"}, TWO, ["音质差"]).review_reasons == ("音质差",)


@given(st.lists(st.sampled_from(["minor", "major", "info"]), max_size=8), st.booleans())
def test_more_faults_never_score_higher(severities: list[str], greeted: bool) -> None:
    greeting = result("greeting", "pass" if greeted else "fail")
    fewer = card(TWO, greeting, result("forbidden", "fail", "minor", *severities))
    more = card(TWO, greeting, result("forbidden", "fail", "minor", *severities, "major"))
    assert 0 <= more.total <= fewer.total <= 100
    assert card(TWO, greeting, result("forbidden", "fail", "minor", *severities)) == fewer


def test_the_shipped_rubric_has_a_line_for_every_check_and_adds_up() -> None:
    lines = shipped().rubric.lines
    assert {line.check for line in lines} == CONTRACT | ADDED
    assert len(lines) == len(CONTRACT | ADDED)
    assert sum(line.weight for line in lines) == 100


def test_the_shipped_rubric_sets_only_what_the_checks_know() -> None:
    for line in shipped().rubric.lines:
        if line.check in checks():
            checks()[line.check].parameters.model_validate(line.parameters)


def test_three_forbidden_phrases_weigh_far_more_than_a_small_slip() -> None:
    good = {check: result(check) for check in CONTRACT}
    titles = dict.fromkeys(CONTRACT, "")
    rules = shipped().rubric
    slip = score(good | {"confirm_repeat": result("confirm_repeat", "fail")}, titles, rules)
    rude = score(good | {"forbidden_phrases": result("forbidden_phrases", "fail", *["minor"] * 3)}, titles, rules)
    assert score(good, titles, rules).total == 100
    assert slip.total >= 95
    assert rude.total <= 80
