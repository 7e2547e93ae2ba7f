"""A call that can't be scored: no total, the reason in words, in no average, and out of the queue when set aside."""

from dataclasses import replace

import pytest

from pipeline.review.policy import keep_judgement
from pipeline.storage import judgements
from pipeline.storage.calls import get_call
from pipeline.storage.tables import JudgementRow
from tests.api.review_helpers import API, published
from tests.pipeline.review.calls import judgement, pack
from tests.pipeline.review.stores import bad_call, good_call, keep

WHY = "没有听到坐席说话"


@pytest.fixture
def reviewer(site):
    return site.sign_in("reviewer")


@pytest.fixture
def call_id(site):
    return keep(site.database, good_call(), judged=unscored())


def unscored():
    made = judgement(good_call())
    return replace(made, scorecard=replace(made.scorecard, total=None, grade=None, unscored=WHY))


def test_the_reason_is_told_everywhere(reviewer, call_id):
    call = reviewer.get(f"{API}/calls/{call_id}").json()
    assert (call["score"], call["grade"], call["unscored"]) == (None, None, WHY)
    card = reviewer.get(f"{API}/calls/{call_id}/scorecard").json()["scorecard"]
    assert (card["total"], card["unscored"]) == (None, WHY)
    assert reviewer.get(f"{API}/calls/{call_id}/result").json()["scorecard"]["unscored"] == WHY
    for page in (f"/calls/{call_id}", "/calls", "/queue"):
        assert "未评分" in reviewer.get(page).text
    assert WHY in reviewer.get(f"/calls/{call_id}").text


def test_it_can_be_asked_for_and_left_out(site, reviewer, call_id):
    scored = keep(site.database, bad_call("行。"))
    for wanted, ids in ((True, [scored]), (False, [call_id])):
        found = reviewer.get(f"{API}/calls", params={"scored": wanted}).json()["items"]
        assert [item["id"] for item in found] == ids
    assert f"/calls/{scored}" not in reviewer.get("/calls?scored=no").text


def test_no_average_counts_it(site, reviewer, call_id):
    keep(site.database, bad_call("行。"))
    report = reviewer.get(f"{API}/reports/agent").json()
    assert report["calls"] == 1
    assert any("1 通不能评分" in note for note in report["notes"])


def test_an_agents_average_leaves_it_out(site, reviewer, call_id):
    published(reviewer, call_id)
    agent = site.sign_in("agent")
    assert agent.get(f"{API}/agents/me/summary").json()["score"]["n"] == 0
    assert "未评分" in agent.get(f"/me/calls/{call_id}").text


def test_set_aside_it_leaves_the_queue_until_it_can_be_scored(site, reviewer, call_id):
    assert reviewer.post(f"/calls/{call_id}/parts", json={"do": "set_aside"}).status_code == 200
    assert reviewer.get(f"{API}/reviews/queue").json()["total"] == 0
    assert "已搁置" in reviewer.get("/calls").text
    assert reviewer.post(f"{API}/calls/{call_id}/set-aside").status_code == 409
    with site.database.writing() as session:
        transcript = judgements.heard_row(session, call_id)
        keep_judgement(session, transcript, judgement(good_call()), "another", pack().rubric.review)
    with site.database.reading() as session:
        call = get_call(session, call_id)
        assert (call.review_state, call.unscored) == ("none", None)
        assert call.score is not None
        assert session.query(JudgementRow).count() == 2


def test_a_scored_call_is_not_set_aside(site, reviewer):
    scored = keep(site.database, good_call())
    assert reviewer.post(f"{API}/calls/{scored}/set-aside").status_code == 409
