"""A call is claimed, decided, finished and published; on both databases."""

from datetime import timedelta

import pytest

from pipeline.review.claims import claim, release, release_untouched
from pipeline.review.decide import Wish, decide
from pipeline.review.decisions import Action
from pipeline.review.errors import BadDecision
from pipeline.review.finish import finish
from pipeline.review.publication import (
    comment_on,
    publications,
    publish,
    readiness,
    shown_version,
    withdraw_publication,
    withdrawn_from,
)
from pipeline.review.stored import draft_of, published_card
from pipeline.review.view import review_view
from pipeline.storage.calls import get_call
from pipeline.storage.errors import Conflict, NotInStore
from pipeline.storage.tables import JudgementRow, ReviewRow, ScorecardRow, utc_now
from tests.pipeline.review.calls import judged, pack
from tests.pipeline.review.stores import bad_call, failed_findings, good_call, keep, people, rude_call


@pytest.fixture
def staff(database):
    return people(database)


@pytest.fixture
def call_id(database):
    return keep(database, bad_call())


def decided(database, call_id, user, version, **wish):
    with database.writing() as session:
        review, outcome = decide(session, call_id, user, version, Wish(Action(wish.pop("action")), **wish), pack())
        return review.version, outcome.effective.scorecard.total


def claimed(database, call_id, user, **more):
    with database.writing() as session:
        return claim(session, call_id, user, **more).version


def test_only_one_reviewer_holds_a_call(database, staff, call_id):
    claimed(database, call_id, staff.reviewer)
    with pytest.raises(Conflict, match="复核员甲"):
        claimed(database, call_id, staff.other)
    assert claimed(database, call_id, staff.reviewer) == 1
    with database.writing() as session:
        release(session, call_id, staff.reviewer)
    assert claimed(database, call_id, staff.other) == 1


def test_who_only_looked_gives_the_call_back(database, staff, call_id):
    version = claimed(database, call_id, staff.reviewer)
    with database.writing() as session:
        assert release_untouched(session, call_id, staff.other) is None
        assert release_untouched(session, call_id, staff.reviewer) is not None
        assert get_call(session, call_id).review_state == "none"
    version = claimed(database, call_id, staff.other)
    finding = failed_findings(database, call_id)[0]
    decided(database, call_id, staff.other, version, action="reject", finding_id=finding)
    with database.writing() as session:
        assert release_untouched(session, call_id, staff.other) is None
    with pytest.raises(Conflict):
        claimed(database, call_id, staff.reviewer)


def test_a_forgotten_claim_ends_and_what_was_decided_stays(database, staff, call_id):
    version = claimed(database, call_id, staff.reviewer)
    finding = failed_findings(database, call_id)[0]
    decided(database, call_id, staff.reviewer, version, action="reject", finding_id=finding)
    claimed(database, call_id, staff.other, now=utc_now() + timedelta(minutes=16))
    with database.reading() as session:
        outcome = draft_of(session, call_id, pack())
        assert [row.action for row in outcome.decisions] == ["reject"]
    with pytest.raises(Conflict):
        decided(database, call_id, staff.reviewer, version + 1, action="reject", finding_id=finding)


def test_nobody_overwrites_what_they_have_not_seen(database, staff, call_id):
    version = claimed(database, call_id, staff.reviewer)
    first, second = failed_findings(database, call_id)[:2]
    later, _ = decided(database, call_id, staff.reviewer, version, action="reject", finding_id=first)
    with pytest.raises(Conflict):
        decided(database, call_id, staff.reviewer, version, action="confirm", finding_id=second)
    decided(database, call_id, staff.reviewer, later, action="confirm", finding_id=second)


def test_the_score_follows_every_decision_and_a_withdrawal(database, staff, call_id):
    before = judged(bad_call()).scorecard.total
    version = claimed(database, call_id, staff.reviewer)
    finding = failed_findings(database, call_id)[0]
    version, better = decided(database, call_id, staff.reviewer, version, action="reject", finding_id=finding)
    assert better > before
    with database.reading() as session:
        (row,) = draft_of(session, call_id, pack()).decisions
    _, again = decided(database, call_id, staff.reviewer, version, action="withdraw", added_id=row.id)
    assert again == before


@pytest.mark.parametrize(
    "wish",
    [
        {"action": "add", "check": "forbidden_phrases", "category": "vague", "utterance": 99},
        {"action": "add", "check": "forbidden_phrases", "category": "no such", "utterance": 0},
        {"action": "add", "check": "no such", "utterance": 0},
        {"action": "add", "check": "courtesy", "utterance": 0, "char_start": 5, "char_end": 2},
        {"action": "add", "check": "courtesy", "utterance": 0, "char_end": 999},
        {"action": "verdict", "check": "greeting", "verdict": "perhaps"},
        {"action": "verdict", "check": "response_gap", "verdict": "fail"},
        {"action": "confirm"},
        {"action": "add", "check": "forbidden_phrases", "category": "vague", "utterance": 0, "severity": "info"},
    ],
)
def test_what_does_not_fit_the_call_is_refused_whole(database, staff, call_id, wish):
    version = claimed(database, call_id, staff.reviewer)
    with pytest.raises(BadDecision):
        decided(database, call_id, staff.reviewer, version, **wish)
    with database.reading() as session:
        assert draft_of(session, call_id, pack()).decisions == []


def test_a_finding_of_another_call_can_not_be_decided_here(database, staff, call_id):
    other = keep(database, bad_call("再见。"))
    version, foreign = claimed(database, call_id, staff.reviewer), failed_findings(database, other)[0]
    with pytest.raises(NotInStore):
        decided(database, call_id, staff.reviewer, version, action="reject", finding_id=foreign)


def test_a_finished_review_is_in_force_and_the_machines_card_stays(database, staff, call_id):
    version = claimed(database, call_id, staff.reviewer)
    finding = failed_findings(database, call_id)[0]
    version, total = decided(database, call_id, staff.reviewer, version, action="reject", finding_id=finding)
    with database.writing() as session:
        finish(session, call_id, staff.reviewer, version, pack(), "语气尚可")
    with database.reading() as session:
        call = get_call(session, call_id)
        assert (call.score, call.review_state, call.needs_review) == (total, "reviewed", False)
        cards = session.query(ScorecardRow).order_by(ScorecardRow.id).all()
        assert [card.origin for card in cards] == ["machine", "review"]
        assert session.get_one(JudgementRow, call.judgement_id).record == judged(bad_call())
        assert session.query(ReviewRow).one().comment == "语气尚可"


def test_a_review_that_changed_nothing_is_a_review(database, staff):
    id = keep(database, good_call())
    version = claimed(database, id, staff.reviewer)
    with database.writing() as session:
        assert finish(session, id, staff.reviewer, version, pack()).total == judged(good_call()).scorecard.total


def test_only_what_was_reviewed_is_published_once(database, staff, call_id):
    with database.writing() as session, pytest.raises(Conflict):
        publish(session, call_id, staff.reviewer, pack())
    version = claimed(database, call_id, staff.reviewer)
    with database.writing() as session:
        finish(session, call_id, staff.reviewer, version, pack())
        assert published_card(session, call_id) is None
        first = publish(session, call_id, staff.reviewer, pack()).published_at
        assert publish(session, call_id, staff.reviewer, pack()).published_at == first
        assert get_call(session, call_id).published_at == first


def test_a_corrected_scorecard_is_a_new_version_that_is_published_on_purpose(database, staff, call_id):
    version = claimed(database, call_id, staff.reviewer)
    with database.writing() as session:
        finish(session, call_id, staff.reviewer, version, pack(), "第一次的评语")
        before = publish(session, call_id, staff.reviewer, pack()).total
    version = claimed(database, call_id, staff.other)
    finding = failed_findings(database, call_id)[0]
    version, total = decided(database, call_id, staff.other, version, action="reject", finding_id=finding)
    with database.writing() as session:
        finish(session, call_id, staff.other, version, pack(), "改过的评语")
        assert published_card(session, call_id).total == before  # the agent goes on seeing the first version
        assert get_call(session, call_id).review_state == "reviewed"
        assert comment_on(session, call_id, published_card(session, call_id).published_at) == "第一次的评语"
        card = publish(session, call_id, staff.other, pack())
        assert (published_card(session, call_id).total, shown_version(session, card)) == (total, 2)
        assert comment_on(session, call_id, card.published_at) == "改过的评语"


def test_a_second_look_that_changes_nothing_leaves_what_is_published(database, staff, call_id):
    version = claimed(database, call_id, staff.reviewer)
    with database.writing() as session:
        finish(session, call_id, staff.reviewer, version, pack())
        first = publish(session, call_id, staff.reviewer, pack()).id
    version = claimed(database, call_id, staff.other)
    with database.writing() as session:
        assert finish(session, call_id, staff.other, version, pack()).id == first
        assert get_call(session, call_id).review_state == "published"


def test_a_veto_is_decided_before_anything_is_published(database, staff):
    id = keep(database, rude_call())
    with database.reading() as session:
        assert get_call(session, id).fatal
    version = claimed(database, id, staff.reviewer)
    with database.writing() as session:
        assert readiness(session, id, staff.reviewer, pack()).vetoes == ("forbidden_phrases",)
        finish(session, id, staff.reviewer, version, pack())
    with database.writing() as session, pytest.raises(Conflict, match="一票否决"):
        publish(session, id, staff.reviewer, pack())
    version = claimed(database, id, staff.reviewer)
    fatal = failed_findings(database, id)[0]
    with pytest.raises(BadDecision, match="理由"):
        decided(database, id, staff.reviewer, version, action="reject", finding_id=fatal)
    for finding in failed_findings(database, id):
        version, _ = decided(database, id, staff.reviewer, version, action="confirm", finding_id=finding)
    with database.writing() as session:
        finish(session, id, staff.reviewer, version, pack())
        assert publish(session, id, staff.reviewer, pack()).total == 0


def test_only_what_is_known_to_be_open_is_published(database, staff, call_id):
    version = claimed(database, call_id, staff.reviewer)
    with database.writing() as session:
        finish(session, call_id, staff.reviewer, version, pack())
        open_findings = len(readiness(session, call_id, staff.reviewer, pack()).open)
        assert open_findings >= len(failed_findings(database, call_id))
    with database.writing() as session, pytest.raises(Conflict):
        publish(session, call_id, staff.reviewer, pack(), open_findings - 1)
    with database.writing() as session:
        assert publish(session, call_id, staff.reviewer, pack(), open_findings).published_at


def test_what_is_withdrawn_is_not_shown_and_says_why(database, staff, call_id):
    version = claimed(database, call_id, staff.reviewer)
    with database.writing() as session, pytest.raises(Conflict):
        withdraw_publication(session, call_id, staff.other, "还没有复核完")
    with database.writing() as session:
        finish(session, call_id, staff.reviewer, version, pack())
        publish(session, call_id, staff.reviewer, pack())
    with database.writing() as session:
        withdraw_publication(session, call_id, staff.other, "还没有复核完")
        assert published_card(session, call_id) is None
        [(call, row)] = withdrawn_from(session, "A001")
        assert (call.id, call.review_state, row.reason) == (call_id, "reviewed", "还没有复核完")
    with database.writing() as session:
        card = publish(session, call_id, staff.other, pack())
        assert shown_version(session, card) == 2
        assert withdrawn_from(session, "A001") == []
        assert [row.withdrawn_by for row in publications(session, call_id)] == [staff.other, None]


def test_both_sides_are_shown(database, staff, call_id):
    version = claimed(database, call_id, staff.reviewer)
    finding = failed_findings(database, call_id)[0]
    decided(database, call_id, staff.reviewer, version, action="reject", finding_id=finding, comment="引用客户的话")
    with database.reading() as session:
        review = session.query(ReviewRow).one()
        shown = review_view(session, draft_of(session, call_id, pack()), review, pack(), utc_now())
    row = next(f for f in shown.findings if f.id == finding)
    assert (row.state, row.effective) == ("rejected", None)
    assert row.machine.quote
    assert (row.decision.comment, row.decision.by) == ("引用客户的话", "复核员甲")
    line = next(x for x in shown.lines if x.check == "forbidden_phrases")
    assert line.effective.earned > line.machine.earned
    assert shown.review.active


def test_a_slot_is_corrected_and_taken_back(database, staff):
    call_id = keep(database, good_call())
    version = claimed(database, call_id, staff.reviewer)
    with database.reading() as session:
        before = draft_of(session, call_id, pack()).effective
    needed = {"action": "slot", "category": "what", "verdict": "missing"}
    version, lower = decided(database, call_id, staff.reviewer, version, **needed)
    assert lower < before.scorecard.total
    given = {"action": "slot", "category": "what", "verdict": "given", "utterance": 1, "char_start": 9, "char_end": 12}
    version, total = decided(database, call_id, staff.reviewer, version, **given)
    assert total == before.scorecard.total
    with database.reading() as session:
        review = session.query(ReviewRow).filter_by(call_id=call_id).one()
        shown = review_view(session, draft_of(session, call_id, pack()), review, pack(), utc_now())
    (what,) = [slot for slot in shown.five_w if slot.slot == "what"]
    assert (what.title, what.effective.value, what.decision.by) == ("何事", "打印机", "复核员甲")
    assert what.machine.state == "given"
    version, _ = decided(database, call_id, staff.reviewer, version, action="slot", category="why", verdict="missing")
    with database.reading() as session:
        assert draft_of(session, call_id, pack()).decisions[-1].severity == "info"  # no call needs it


@pytest.mark.parametrize(
    "wish",
    [
        {"category": "what", "verdict": "given"},
        {"category": "what", "verdict": "pass"},
        {"category": "whence", "verdict": "missing"},
        {"verdict": "missing"},
        {"category": "what", "verdict": "given", "utterance": 1, "char_start": 5, "char_end": 5_000},
    ],
)
def test_a_slot_needs_a_name_a_state_and_words(database, staff, call_id, wish):
    with pytest.raises(BadDecision):
        decided(database, call_id, staff.reviewer, claimed(database, call_id, staff.reviewer), action="slot", **wish)
