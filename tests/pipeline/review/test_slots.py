"""A person corrects one of the 5W: the machine's stays beside it, and the score follows."""

from dataclasses import replace
from typing import Any

import pytest

from pipeline.domain.facts import SlotState
from pipeline.domain.finding import Verdict
from pipeline.domain.record import Record
from pipeline.lexicon import Rubric
from pipeline.review.decisions import Action, Decision, additions
from pipeline.review.effective import Effective, State, effective
from tests.builders import agent, call, customer
from tests.pipeline.review.calls import judged, pack, titles

NAMELESS = call(
    agent("您好，这里是信息科服务热线，请问有什么可以帮您？"),
    customer("打印机坏了，打不出来。"),
    agent("好的，已经为您登记，马上派工程师过去修。"),
    customer("好的。"),
    customer("谢谢。"),
    agent("还有其他需要帮助的吗？感谢您的来电，再见。"),
)


@pytest.fixture
def result() -> Record:
    return judged(NAMELESS)


def finding_about(result: Record, slot: str) -> int | None:
    return next((n for n, f in enumerate(result.findings) if (f.check, f.category) == ("five_w", slot)), None)


def correction(result: Record, slot: str, state: str, id: int = 1, **more: Any) -> Decision:
    return Decision(
        id,
        Action.SLOT,
        "five_w",
        finding=finding_about(result, slot),
        category=slot,
        verdict=state,
        **({"severity": "minor"} if state == "missing" else {}) | more,
    )


def apply(result: Record, *decisions: Decision, rubric: Rubric | None = None) -> Effective:
    ids = range(len(result.findings))
    return effective(result, list(ids), decisions, rubric or pack().rubric, titles() | {"five_w.what": "何事"})


def slot(outcome: Effective, name: str) -> Any:
    return next(s for s in outcome.slots if s.name == name)


def test_without_corrections_the_slots_are_the_machines(result):
    assert finding_about(result, "who") is not None
    outcome = apply(result)
    assert all(s.effective == s.machine and s.decision is None for s in outcome.slots)
    assert [s.name for s in outcome.slots] == ["when", "who", "where", "what", "why", "how"]


def test_what_was_said_after_all_costs_nothing(result):
    outcome = apply(result, correction(result, "who", "given", utterance=1, char_start=0, char_end=3))
    who = slot(outcome, "who")
    assert (who.machine.state, who.effective.state) == (SlotState.MISSING, SlotState.GIVEN)
    assert (who.effective.value, who.effective.utterance) == ("打印机", 1)
    found = next(f for f in outcome.findings if f.id == finding_about(result, "who"))
    assert (found.state, found.effective) == (State.REJECTED, None)
    assert outcome.scorecard.total > outcome.machine.total
    assert outcome.results["five_w"].elements["who"]


def test_what_was_not_said_costs_as_if_the_machine_had_found_it(result):
    known = correction(result, "who", "asked", 2)
    outcome = apply(result, known, correction(result, "what", "missing"))
    (added,) = [f for f in outcome.findings if f.added == 1]
    assert (added.state, added.known.category, added.known.severity) == (State.ADDED, "what", "minor")
    assert "何事" in added.known.reason
    assert added.known.utterance == result.five_w["what"].utterance
    assert outcome.scorecard.total < apply(result, known).scorecard.total
    assert not outcome.results["five_w"].elements["what"]


def test_a_slot_that_nobody_needs_costs_nothing(result):
    outcome = apply(result, correction(result, "why", "missing", severity="info"))
    assert outcome.scorecard.total == outcome.machine.total
    assert not [f for f in outcome.findings if f.added]


def test_the_latest_correction_counts_and_taken_back_the_machines_does(result):
    first, second = correction(result, "what", "missing"), correction(result, "what", "asked", 2)
    outcome = apply(result, first, second)
    assert slot(outcome, "what").effective.state is SlotState.ASKED
    assert not [f for f in outcome.findings if f.added]
    assert additions([first, second]) == []
    back = [Decision(9, Action.WITHDRAW, "five_w", added=2), Decision(10, Action.WITHDRAW, "five_w", added=1)]
    assert apply(result, first, second, *back).scorecard == result.scorecard


def test_a_missing_slot_may_be_rejected_like_any_added_finding(result):
    rejection = Decision(2, Action.REJECT, "five_w", added=1)
    outcome = apply(result, correction(result, "what", "missing"), rejection)
    assert outcome.results["five_w"].verdict is apply(result).results["five_w"].verdict


def test_the_rubric_says_how_many_may_be_missing(result):
    lines = tuple(
        line.model_copy(update={"parameters": line.parameters | {"tolerated": 1}}) if line.check == "five_w" else line
        for line in pack().rubric.lines
    )
    tolerant = pack().rubric.model_copy(update={"lines": lines})
    others = [n for n in ("who", "where", "when", "how") if finding_about(result, n) is not None]
    corrections = [correction(result, name, "asked", n) for n, name in enumerate(others, 2)]
    outcome = apply(result, correction(result, "what", "missing"), *corrections, rubric=tolerant)
    assert outcome.results["five_w"].verdict is Verdict.PASS


def test_once_the_words_are_deleted_it_still_counts(result):
    before = apply(result, correction(result, "what", "missing"), correction(result, "who", "given", 2, utterance=1))
    empty = replace(result, utterances=())
    after = apply(empty, correction(result, "what", "missing"), correction(result, "who", "given", 2, utterance=1))
    assert slot(after, "who").effective.value is None
    assert after.scorecard.lines == before.scorecard.lines
