"""Appeals: in time, by the right agent, decided by somebody else, and what follows."""

from datetime import timedelta

import pytest

from pipeline.review import appeals
from pipeline.review.appeals import Challenge, acknowledge, appeal, listed, settle, withdraw
from pipeline.review.claims import claim
from pipeline.review.decide import Wish
from pipeline.review.decisions import Action
from pipeline.review.errors import BadDecision
from pipeline.review.finish import finish
from pipeline.review.publication import publish
from pipeline.review.queue import QueueFilter, Why, waiting_calls
from pipeline.review.stored import published_card
from pipeline.storage.calls import get_call
from pipeline.storage.errors import Conflict, NotInStore
from pipeline.storage.tables import DecisionRow, utc_now
from tests.pipeline.review.calls import pack
from tests.pipeline.review.stores import bad_call, curt_call, failed_findings, good_call, keep, people

REASON = "这句话是转述客户的原话"


@pytest.fixture
def staff(database):
    return people(database)


def publish_it(database, staff, call_id):
    with database.writing() as session:
        version = claim(session, call_id, staff.reviewer).version
        finish(session, call_id, staff.reviewer, version, pack())
        return publish(session, call_id, staff.reviewer, pack()).total


@pytest.fixture
def call_id(database, staff):
    id = keep(database, bad_call())
    publish_it(database, staff, id)
    return id


def file(database, staff, call_id, agent_id="A001", **more):
    about = Challenge(**{k: more.pop(k) for k in ("finding_id", "added_id", "check") if k in more})
    with database.writing() as session:
        return appeal(session, call_id, agent_id, staff.agent, about, REASON, 7, **more).id


def judge_it(database, id, user, upheld=True, wishes=()):
    with database.writing() as session:
        return settle(session, id, user, upheld, "理由", pack(), wishes)


def test_only_the_calls_own_agent_appeals_and_only_what_is_published(database, staff, call_id):
    with pytest.raises(NotInStore):
        file(database, staff, call_id, agent_id="A002")
    with pytest.raises(NotInStore):
        file(database, staff, keep(database, bad_call("行。")))
    assert file(database, staff, call_id)


def test_too_late_is_too_late(database, staff, call_id):
    with pytest.raises(Conflict, match="7 天"):
        file(database, staff, call_id, now=utc_now() + timedelta(days=8))


def test_one_appeal_for_each_finding(database, staff, call_id):
    first, second = failed_findings(database, call_id)[:2]
    file(database, staff, call_id, finding_id=first)
    with pytest.raises(Conflict):
        file(database, staff, call_id, finding_id=first)
    file(database, staff, call_id, finding_id=second)
    with pytest.raises(NotInStore):
        file(database, staff, call_id, finding_id=failed_findings(database, keep(database, bad_call("行。")))[0])


def test_another_reviewer_decides(database, staff, call_id):
    id = file(database, staff, call_id, finding_id=failed_findings(database, call_id)[0])
    with pytest.raises(Conflict, match="原复核人"):
        judge_it(database, id, staff.reviewer)
    judge_it(database, id, staff.other, upheld=False)
    with pytest.raises(Conflict):
        judge_it(database, id, staff.other)
    with pytest.raises(Conflict):
        file(database, staff, call_id, finding_id=failed_findings(database, call_id)[0])


def test_an_upheld_appeal_changes_the_score_and_stays_published(database, staff, call_id):
    with database.reading() as session:
        before = get_call(session, call_id).score
    id = file(database, staff, call_id, finding_id=failed_findings(database, call_id)[0])
    judge_it(database, id, staff.other)
    with database.reading() as session:
        call, card = get_call(session, call_id), published_card(session, call_id)
        assert card.origin == "appeal"
        assert call.score == card.total > before
        assert call.review_state == "published"
        ((row, _),) = listed(session, agent_id="A001")
        assert (row.state, row.decision_reason) == ("upheld", "理由")


def test_an_appeal_against_the_whole_score_says_what_changes(database, staff, call_id):
    id = file(database, staff, call_id)
    with pytest.raises(BadDecision):
        judge_it(database, id, staff.other)
    wish = Wish(Action.VERDICT, check="courtesy", verdict="not_applicable")
    judge_it(database, id, staff.other, wishes=[wish])
    with database.reading() as session:
        lines = {x.check: x for x in published_card(session, call_id).card.lines}
        assert lines["courtesy"].verdict == "not_applicable"


def test_look_alike_findings_of_open_calls_are_looked_at_again(database, staff, call_id):
    alike, reviewed = keep(database, bad_call("行。")), keep(database, bad_call("那好。"))
    publish_it(database, staff, reviewed)
    with database.reading() as session:
        risk = get_call(session, alike).risk
    id = file(database, staff, call_id, finding_id=failed_findings(database, call_id)[0])
    assert judge_it(database, id, staff.other).details == {"alike": 1}
    with database.reading() as session:
        assert get_call(session, alike).needs_review
        assert get_call(session, alike).risk > risk
        (waiting,) = waiting_calls(session, QueueFilter(why=Why.PRECEDENT), utc_now())
        assert waiting.call.id == alike
        assert Why.PRECEDENT in {r.code for r in waiting.reasons}


def test_the_agent_may_take_it_back_and_then_appeal_again(database, staff, call_id):
    finding = failed_findings(database, call_id)[0]
    id = file(database, staff, call_id, finding_id=finding)
    with database.writing() as session, pytest.raises(NotInStore):
        withdraw(session, id, "A002")
    with database.writing() as session:
        assert withdraw(session, id, "A001").state == appeals.WITHDRAWN
    assert file(database, staff, call_id, finding_id=finding) != id


def test_acknowledged_once(database, staff, call_id):
    with database.writing() as session:
        first = acknowledge(session, call_id, "A001").acknowledged_at
        assert acknowledge(session, call_id, "A001").acknowledged_at == first
        with pytest.raises(NotInStore):
            acknowledge(session, call_id, "A002")


def test_the_whole_score_may_be_put_right_by_another_verdict(database, staff):
    call_id = keep(database, curt_call())
    publish_it(database, staff, call_id)
    with database.reading() as session:
        lines = {x.check: x for x in published_card(session, call_id).card.lines}
    lost = next(line.check for line in lines.values() if line.lost > 0 and line.check != "forbidden_phrases")
    id = file(database, staff, call_id)
    wishes = [
        Wish(Action.VERDICT, check=lost, verdict="pass"),
        Wish(Action.REJECT, finding_id=failed_findings(database, call_id)[0], comment="转述"),
    ]
    judge_it(database, id, staff.other, wishes=wishes)
    with database.reading() as session:
        card = published_card(session, call_id)
        now = next(x for x in card.card.lines if x.check == lost)
        assert (now.earned, now.verdict, now.reason) == (lines[lost].weight, "pass", "理由")
        made = session.query(DecisionRow).filter_by(appeal_id=id).order_by(DecisionRow.id).all()
        assert [(d.action, d.comment) for d in made] == [("verdict", "理由"), ("reject", "转述")]


def test_an_appeal_can_not_fail_a_check_without_saying_what_failed(database, staff):
    call_id = keep(database, good_call())
    publish_it(database, staff, call_id)
    id = file(database, staff, call_id)
    with pytest.raises(BadDecision):
        judge_it(database, id, staff.other, wishes=[Wish(Action.VERDICT, check="forbidden_phrases", verdict="fail")])
