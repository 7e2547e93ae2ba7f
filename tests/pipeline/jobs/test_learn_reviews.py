"""A decision learns from reviews, and takes over only where reviews that it has not seen show that it is better."""

import numpy as np
import pytest

from models.training.turn_decision import Decided
from pipeline.jobs import learn_reviews
from pipeline.jobs.learn_reviews import Reviewed, TooFewReviews, check_enough, compare, relearn, reviewed_calls
from pipeline.storage import judgements
from pipeline.storage.tables import CallRow, DecisionRow, FindingRow, ReviewRow, UserRow, utc_now
from tests.builders import agent, call, customer, doubted
from tests.stored_calls import hotline, store_call


class Decides:
    """Knows a figure ``x``, and makes of it what it is told."""

    def __init__(self, how):
        self._how = how

    def probabilities(self, rows):
        return np.array([self._how(row["x"]) for row in rows])


GOOD, BAD = Decides(lambda x: 0.9 if x else 0.1), Decides(lambda x: 0.5)
RASH = Decides(lambda x: 0.97)


def turns(*faults):
    return [Decided({"x": float(bad)}, "vague" if bad else "", "reviews") for bad in faults]


def test_what_is_nearer_to_the_truth_takes_over():
    trial = compare(BAD, GOOD, [turns(True, False)] * 20)
    assert (trial.calls, trial.turns, trial.faults, trial.better) == (20, 40, 20, 1.0)
    assert trial.loss_new < trial.loss_old
    assert trial.replaces
    assert not compare(GOOD, BAD, [turns(True, False)] * 20).replaces


def test_the_same_is_not_better():
    assert not compare(GOOD, GOOD, [turns(True, False)] * 20).replaces


def test_one_call_with_many_turns_proves_little():
    worse = [turns(*[False] * 5)] * 2  # BAD says one half, RASH accuses
    assert compare(BAD, Decides(lambda x: 0.6), [turns(*[True] * 50), *worse]).better < 0.9


def test_who_accuses_more_harmless_turns_for_certain_never_takes_over():
    trial = compare(BAD, RASH, [turns(*[True] * 9, False)] * 20)
    assert trial.better == 1.0
    assert trial.wrongly_certain_new == 20
    assert not trial.replaces


def reviewed(number, faults=True):
    heard = call(agent("大概明天吧。"), agent("好的。"), id=f"call-{number}")
    return Reviewed(heard, {0: "vague"} if faults else {}, frozenset() if faults else frozenset({0}), frozenset())


def test_too_few_reviews_are_refused_with_what_is_missing():
    with pytest.raises(TooFewReviews, match="复核完的通话 2 通（至少 60）"):
        check_enough([reviewed(1), reviewed(2)])
    with pytest.raises(TooFewReviews, match="驳回的 0 处"):
        check_enough([reviewed(n) for n in range(100)])
    check_enough([reviewed(n, n % 2) for n in range(100)])
    with pytest.raises(TooFewReviews):
        relearn([], None, None)


def test_calls_are_held_back_the_same_way_each_time():
    held = [n for n in range(300) if reviewed(n).is_held_back]
    assert held == [n for n in range(300) if reviewed(n).is_held_back]
    assert 60 < len(held) < 140


def test_the_new_decision_has_not_seen_what_it_is_judged_on(monkeypatch):
    learnt = []
    monkeypatch.setattr(learn_reviews, "_base_rows", lambda judge, pack: [])
    monkeypatch.setattr(
        learn_reviews,
        "rows_of",
        lambda one, judge, pack: [
            Decided(
                {"x": float(bool(one.faults)), "call": float(one.call.id.split("-")[1])},
                "vague" if one.faults else "",
                "reviews",
            )
        ],
    )
    monkeypatch.setattr(learn_reviews, "train_decision", lambda rows: learnt.extend(rows) or GOOD)
    calls = [reviewed(n, n % 2) for n in range(100)]

    class Judge:
        decision = BAD

    decision, trial = relearn(calls, Judge, hotline())
    back = {float(one.call.id.split("-")[1]) for one in calls if one.is_held_back}
    assert decision is GOOD
    assert {row.row["call"] for row in learnt} == {float(n) for n in range(100)} - back
    assert trial.calls == len(back)
    assert trial.replaces


def store(database, id, *decisions):
    """A call with two findings and a finished review; ``decisions`` about them in their order, None: nobody's."""
    texts = ("大概明天吧。", "这件事不归我管。")
    call_id = store_call(database, None, call(*(agent(text) for text in texts), customer("好的"), id=id))
    labels = [doubted(0, len(texts[0]), {"vague": 0.99}, ()), doubted(1, len(texts[1]), {"dismissive": 0.99}, ())]
    with database.writing() as session:
        row, heard = judgements.heard(session, call_id)
        from pipeline.judge import judge

        kept = judgements.save_judgement(session, row, judge(heard, hotline(), labels), "a judge")
        user = UserRow(name=f"r-{id}", display_name="R", role="reviewer", password_hash="")
        session.add(user)
        session.flush()
        session.add(ReviewRow(call_id=call_id, judgement_id=kept.id, reviewer_id=user.id, state="finished"))
        found = session.query(FindingRow).filter_by(judgement_id=kept.id, check="forbidden_phrases")
        for finding, action in zip(found.order_by(FindingRow.utterance), decisions, strict=True):
            if action:
                session.add(
                    DecisionRow(
                        call_id=call_id,
                        judgement_id=kept.id,
                        action=action,
                        created_by=user.id,
                        finding_id=finding.id,
                        check="forbidden_phrases",
                    )
                )
    return call_id


def test_what_reviewers_decided_is_read_from_the_store(database):
    store(database, "a", "confirm", "reject")
    store(database, "b", "confirm", None)
    gone = store(database, "c", "confirm", "confirm")
    with database.writing() as session:
        session.get_one(CallRow, gone).personal_deleted_at = utc_now()
    with database.reading() as session:
        found = {one.call.id: one for one in reviewed_calls(session)}
    first, second = (next(one for id, one in found.items() if id.endswith(name) or name in id) for name in "ab")
    assert len(found) == 2
    assert (first.faults, first.rejected, first.undecided) == ({0: "vague"}, frozenset({1}), frozenset())
    assert (second.faults, second.undecided) == ({0: "vague"}, frozenset({1}))
