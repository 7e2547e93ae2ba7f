"""Figures of agreement: from hand-made cases with known answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from pipeline.review.agreement import Tally, agreement, figures
from pipeline.review.claims import claim
from pipeline.review.decide import Wish, decide
from pipeline.review.decisions import Action
from pipeline.review.finish import finish
from pipeline.review.kappa import kappa_of
from tests.pipeline.review.calls import pack
from tests.pipeline.review.stores import bad_call, failed_findings, good_call, keep, people

PASS, FAIL = "pass", "fail"


def test_kappa_is_that_of_the_library_and_lies_in_its_interval():
    pairs = [(PASS, PASS)] * 20 + [(FAIL, FAIL)] * 15 + [(PASS, FAIL)] * 5 + [(FAIL, PASS)] * 10
    found = kappa_of(pairs)
    assert found.value == pytest.approx(cohen_kappa_score(*zip(*pairs, strict=True)))
    assert found.value == pytest.approx(0.4)
    assert -1 <= found.low < found.value < found.high <= 1
    assert found.n == 50
    assert kappa_of(pairs) == found


@given(st.lists(st.tuples(st.sampled_from([PASS, FAIL, "not_applicable"]), st.sampled_from([PASS, FAIL])), min_size=1))
def test_kappa_agrees_with_the_library(pairs):
    found, known = kappa_of(pairs), cohen_kappa_score(*zip(*pairs, strict=True)) if len({*sum(pairs, ())}) > 1 else None
    assert found.value == (None if known is None else pytest.approx(known))


@pytest.mark.parametrize("pairs", [[], [(PASS, PASS)] * 30])
def test_kappa_of_one_opinion_is_not_made_up(pairs):
    assert kappa_of(pairs).value is None


def test_few_pairs_have_no_interval():
    found = kappa_of([(PASS, PASS), (FAIL, FAIL), (PASS, FAIL)])
    assert found.value is not None
    assert found.low is None


def test_shares_come_with_their_intervals_and_a_word_about_small_samples():
    shown = figures(Tally(confirmed=8, rejected=2, found=3, missed=1))
    assert shown["precision"]["value"] == pytest.approx(0.8)
    assert shown["precision"]["low"] == pytest.approx(0.4902, abs=1e-3)
    assert shown["precision"]["high"] == pytest.approx(0.9433, abs=1e-3)
    assert (shown["recall"]["n"], shown["recall"]["note"]) == (4, "样本不足")
    assert figures(Tally())["precision"]["value"] is None


def review(database, call_id, user, *wishes):
    with database.writing() as session:
        version = claim(session, call_id, user).version
        for wish in wishes:
            version = decide(session, call_id, user, version, wish, pack())[0].version
        finish(session, call_id, user, version, pack())


def test_reviews_are_counted_and_only_the_random_share_tells_recall(database):
    staff, sampled = people(database), "00000001" + "0" * 56
    risky, random = keep(database, bad_call()), keep(database, bad_call("行。"), sha256=sampled)
    clean = keep(database, good_call())
    first, *_ = failed_findings(database, risky)
    added = Wish(Action.ADD, check="forbidden_phrases", category="impatient", utterance=0)
    review(database, risky, staff.reviewer, Wish(Action.REJECT, finding_id=first), added)
    review(
        database,
        random,
        staff.reviewer,
        *(Wish(Action.CONFIRM, finding_id=id) for id in failed_findings(database, random)),
        added,
    )
    review(database, clean, staff.reviewer)
    with database.reading() as session:
        shown = agreement(session)
    assert (shown["reviews"], shown["random_reviews"]) == (3, 1)
    forbidden = next(c for c in shown["checks"] if c["check"] == "forbidden_phrases")
    number = len(failed_findings(database, random))
    assert (forbidden["confirmed"], forbidden["rejected"]) == (number, 1)
    assert (forbidden["found"], forbidden["missed"]) == (number, 1)
    assert forbidden["recall"]["value"] == pytest.approx(number / (number + 1))
    assert forbidden["kappa"]["n"] == 2  # nobody looked at this check of the clean call


def test_what_nobody_touched_is_no_agreement(database):
    staff = people(database)
    for ending in ("好吧。", "行。", "嗯。"):
        review(database, keep(database, bad_call(ending)), staff.reviewer)
    with database.reading() as session:
        shown = agreement(session)
    assert shown["reviews"] == 3
    assert all(check["kappa"]["n"] == 0 and check["kappa"]["value"] is None for check in shown["checks"])
