"""What counts after people's decisions."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain.finding import Verdict
from pipeline.domain.record import Record
from pipeline.review.decisions import Action, Decision
from pipeline.review.effective import Effective, EffectiveLine, State, effective
from pipeline.scoring import score
from tests.builders import agent, call, customer
from tests.pipeline.review.calls import PACKS, conversations, judged, pack, titles

BAD = call(
    agent("您好，这里是信息科服务热线，请问有什么可以帮您？"),
    customer("打印机坏了，打不出来。"),
    agent("这个不归我管，你找别人。"),
    customer("我的电话是一三八零零一三八零零零。"),
    agent("大概明天吧。"),
    customer("好吧。"),
    agent("还有其他需要帮助的吗？感谢您的来电，再见。"),
)


def apply(result: Record, *decisions: Decision, name: str = "hotline") -> Effective:
    ids = range(100, 100 + len(result.findings))
    return effective(result, list(ids), decisions, pack(name).rubric, titles())


def line_of(outcome: Effective, check: str) -> EffectiveLine:
    return next(line for line in outcome.lines if line.effective.check == check)


def failed(result: Record, check: str | None = None) -> list[int]:
    return [100 + n for n, f in enumerate(result.findings) if f.failed and check in (None, f.check)]


def about(result: Record, id: int, action: str, number: int = 1, **more: Any) -> Decision:
    return Decision(number, Action(action), result.findings[id - 100].check, finding=id, **more)


@settings(max_examples=40, deadline=None)
@given(conversations(), st.sampled_from(PACKS))
def test_no_decision_is_the_machines_card_exactly(heard, name):
    result = judged(heard, name)
    assert apply(result, name=name).scorecard == result.scorecard
    again = score(result.results(), titles(), pack(name).rubric, result.doubts(), result.scorecard.unscored)
    assert again == result.scorecard  # what is read back scores the same


@settings(max_examples=40, deadline=None)
@given(conversations(), st.data())
def test_a_check_without_costly_findings_has_its_full_points(heard, data):
    result = judged(heard)
    suspects = sorted({f.check for f in result.findings if f.failed})
    if not suspects:
        return
    check = data.draw(st.sampled_from(suspects))
    decisions = [about(result, id, "reject", n) for n, id in enumerate(failed(result, check), 1)]
    line = line_of(apply(result, *decisions), check).effective
    assert line.verdict in (Verdict.PASS, Verdict.NOT_APPLICABLE)
    assert line.earned == line.weight


def some_decisions(data: st.DataObject, result: Record) -> list[Decision]:
    ids = data.draw(st.lists(st.sampled_from(range(100, 100 + len(result.findings))), unique=True, max_size=6))
    return [
        about(
            result,
            id,
            data.draw(st.sampled_from(["confirm", "reject", "recategorise"])),
            n,
            category="vague",
            severity=data.draw(st.sampled_from(["minor", "major", "fatal"])),
        )
        for n, id in enumerate(ids, 1)
    ]


@settings(max_examples=40, deadline=None)
@given(conversations(), st.data())
def test_the_score_stays_within_bounds_and_the_order_of_decisions_does_not_matter(heard, data):
    result = judged(heard)
    if not result.findings:
        return
    decisions = some_decisions(data, result)
    outcome = apply(result, *decisions)
    if result.scorecard.unscored is None:
        assert 0 <= outcome.scorecard.total <= 100
    else:
        assert outcome.scorecard.total is None
    assert all(0 <= x.effective.earned <= x.effective.weight for x in outcome.lines)
    shuffled = data.draw(st.permutations(decisions))
    numbered = [replace(d, id=n) for n, d in enumerate(shuffled, 1)]
    assert apply(result, *numbered).scorecard == outcome.scorecard


@settings(max_examples=25, deadline=None)
@given(conversations(), st.data())
def test_taking_everything_back_restores_the_machines_card(heard, data):
    result = judged(heard)
    if not result.findings:
        return
    decisions = some_decisions(data, result)
    back = [Decision(100 + d.id, Action.WITHDRAW, d.check, added=d.id) for d in decisions]
    assert apply(result, *decisions, *back).scorecard == apply(result).scorecard


def test_a_rejected_finding_costs_nothing_and_stays_visible():
    result = judged(BAD)
    before, (first, *_) = apply(result), failed(result, "forbidden_phrases")
    outcome = apply(result, about(result, first, "reject"))
    assert outcome.scorecard.total > before.scorecard.total
    found = next(f for f in outcome.findings if f.id == first)
    assert (found.state, found.effective) == (State.REJECTED, None)
    assert found.machine is not None
    assert outcome.machine == before.scorecard


def test_a_confirmed_doubtful_finding_costs_what_a_certain_one_costs():
    sure = judged(BAD)
    (id, *rest) = failed(sure, "forbidden_phrases")
    found = [replace(f, certain=f.certain and 100 + n != id) for n, f in enumerate(sure.findings)]
    doubtful = replace(sure, findings=tuple(found))
    rejected = [about(sure, other, "reject", n) for n, other in enumerate(rest, 5)]
    confirmed = apply(doubtful, about(sure, id, "confirm"), *rejected)
    assert confirmed.results["forbidden_phrases"].verdict is Verdict.FAIL
    assert confirmed.scorecard.total == apply(sure, *rejected, about(sure, id, "confirm")).scorecard.total
    assert apply(doubtful, *rejected).results["forbidden_phrases"].verdict is Verdict.UNSURE


def test_another_category_brings_its_severity():
    result = judged(BAD)
    (id, *_) = failed(result, "forbidden_phrases")
    outcome = apply(result, about(result, id, "recategorise", category="profanity", severity="fatal"))
    assert (outcome.scorecard.fatal, outcome.scorecard.total) == (True, 0.0)
    assert next(f for f in outcome.findings if f.id == id).effective.category == "profanity"


def added(**more: Any) -> Decision:
    return Decision(
        9,
        Action.ADD,
        "forbidden_phrases",
        category="vague",
        severity="major",
        utterance=0,
        char_start=0,
        char_end=2,
        comment="漏判",
        **more,
    )


def test_an_added_finding_costs_and_can_be_rejected_and_taken_back():
    result = judged(call(*BAD.utterances[:2]))
    before = apply(result)
    outcome = apply(result, added())
    (found,) = [f for f in outcome.findings if f.state is State.ADDED]
    assert found.effective.quote == "您好"
    assert outcome.scorecard.total < before.scorecard.total
    rejected = apply(result, added(), Decision(10, Action.REJECT, "forbidden_phrases", added=9))
    assert rejected.scorecard.total == before.scorecard.total
    assert apply(result, added(), Decision(10, Action.WITHDRAW, "forbidden_phrases", added=9)) == before


def test_a_persons_verdict_of_a_check_counts_whole():
    result = judged(call(agent("什么事"), customer("打印机坏了，打不出来。"), agent("好的，马上为您处理。")))
    assert result.results()["greeting"].verdict is Verdict.FAIL
    verdict = Decision(1, Action.VERDICT, "greeting", verdict="pass", comment="开场被录音截断")
    line = line_of(apply(result, verdict), "greeting")
    assert (line.machine.verdict, line.effective.verdict) == (Verdict.FAIL, Verdict.PASS)
    assert line.effective.earned == line.effective.weight
    none = apply(result, Decision(1, Action.VERDICT, "greeting", verdict="not_applicable"))
    assert line_of(none, "greeting").effective.weight == 0
    failing = apply(judged(BAD), Decision(1, Action.VERDICT, "greeting", verdict="fail"))
    assert line_of(failing, "greeting").effective.earned == 0


def test_one_element_of_a_script_can_be_decided():
    """Of three elements the one that was said after all gets its third of the points."""
    result = judged(call(agent("您好。"), customer("打印机坏了，打不出来。"), agent("好的，马上为您处理。")))
    missing = failed(result, "greeting")
    assert len(missing) == 2
    line = line_of(apply(result, about(result, missing[0], "reject")), "greeting").effective
    assert line.verdict is Verdict.FAIL
    assert line.earned == pytest.approx(line.weight * 2 / 3, abs=0.01)
    heard = next(100 + n for n, f in enumerate(result.findings) if f.check == "greeting" and f.passed)
    line = line_of(apply(result, about(result, heard, "reject")), "greeting").effective
    assert line.earned == 0


def test_a_newer_rubric_is_told():
    result = judged(BAD)
    newer = pack().rubric.model_copy(update={"version": "9.9"})
    ids = range(100, 100 + len(result.findings))
    outcome = effective(result, list(ids), [about(result, failed(result)[0], "confirm")], newer, titles())
    assert outcome.rubric_changed
    assert outcome.scorecard.rubric_version == "9.9"
    assert not effective(result, list(ids), [], newer, titles()).rubric_changed


@settings(max_examples=30, deadline=None)
@given(conversations(), st.sampled_from(PACKS), st.booleans())
def test_what_the_findings_cost_adds_up_to_what_their_line_lost(heard, name, confirms):
    result = judged(heard, name)
    decisions = [about(result, id, "confirm", n) for n, id in enumerate(failed(result), 1)] if confirms else []
    outcome = apply(result, *decisions, name=name)
    for line in outcome.scorecard.lines:
        priced = [f.points for f in outcome.findings if f.known.check == line.check and f.points is not None]
        if priced:
            assert sum(priced) == pytest.approx(line.lost, abs=0.01 * len(priced))
    assert all(f.points is None for f in outcome.findings if not f.costs)


def test_beyond_the_cap_a_finding_costs_nothing_more():
    result = judged(BAD)
    confirmed = [about(result, id, "confirm", n) for n, id in enumerate(failed(result, "forbidden_phrases"), 1)]
    outcome = apply(result, *confirmed)
    assert [f.points for f in outcome.findings if f.known.check == "forbidden_phrases" and f.costs] == [14.0, 8.0]
