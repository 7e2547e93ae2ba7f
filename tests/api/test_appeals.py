"""The routes of appeals: nobody, not theirs, and what they do."""

import pytest

from tests.api.review_helpers import API, findings, published, stored
from tests.pipeline.review.stores import bad_call

REASON = "这句话是转述客户的原话"


@pytest.fixture
def reviewer(site):
    return site.sign_in("reviewer")


@pytest.fixture
def agent(site):
    return site.sign_in("agent", agent_id="A001")


@pytest.fixture
def call_id(site, reviewer):
    id = stored(site)
    published(reviewer, id)
    return id


def file(agent, call_id, **about):
    return agent.post(f"{API}/appeals", json={"call_id": call_id, "reason": REASON} | about)


def test_not_for_visitors_nor_for_the_wrong_roles(site, client, reviewer, agent, call_id):
    id = file(agent, call_id).json()["id"]
    ruling = {"upheld": False, "reason": "依据录音"}
    assert file(client, call_id).status_code == 401
    assert client.get(f"{API}/appeals").status_code == 401
    assert file(reviewer, call_id).status_code == 403
    assert site.sign_in("trainer").get(f"{API}/appeals").status_code == 403
    assert agent.post(f"{API}/appeals/{id}/decide", json=ruling).status_code == 403
    assert reviewer.post(f"{API}/appeals/{id}/withdraw").status_code == 403
    assert reviewer.post(f"{API}/calls/{call_id}/acknowledge").status_code == 403


def test_another_agents_calls_and_appeals_do_not_exist(site, agent, call_id):
    stranger = site.sign_in("agent", agent_id="A002")
    id = file(agent, call_id).json()["id"]
    assert file(stranger, call_id).status_code == 404
    assert stranger.get(f"{API}/appeals").json()["items"] == []
    assert stranger.post(f"{API}/appeals/{id}/withdraw").status_code == 404
    assert stranger.post(f"{API}/calls/{call_id}/acknowledge").status_code == 404
    assert file(agent, stored(site, bad_call("行。"))).status_code == 404  # not published


def test_the_whole_way_of_an_appeal(site, reviewer, agent, call_id):
    finding = findings(site, call_id)[0]
    filed = file(agent, call_id, finding_id=finding)
    assert filed.status_code == 201
    assert filed.json()["state"] == "open"
    assert filed.json()["quote"]
    assert file(agent, call_id, finding_id=finding).status_code == 409
    id, ruling = filed.json()["id"], {"upheld": True, "reason": "确为转述"}
    assert not reviewer.get(f"{API}/appeals").json()["items"][0]["may_decide"]
    assert reviewer.post(f"{API}/appeals/{id}/decide", json=ruling).status_code == 409
    other = site.sign_in("reviewer")
    assert other.get(f"{API}/appeals", params={"state": "open"}).json()["items"][0]["may_decide"]
    decided = other.post(f"{API}/appeals/{id}/decide", json=ruling)
    assert decided.status_code == 200
    seen = agent.get(f"{API}/appeals").json()["items"][0]
    assert (seen["state"], seen["decision_reason"], seen["decided_by"]) == ("upheld", "确为转述", None)
    assert seen["total_now"] > seen["total_before"]
    assert agent.get(f"{API}/calls/{call_id}/effective").json()["scorecard"]["total"] == seen["total_now"]


def test_taking_back_and_acknowledging(agent, call_id):
    id = file(agent, call_id).json()["id"]
    assert agent.post(f"{API}/appeals/{id}/withdraw").json()["state"] == "withdrawn"
    assert agent.post(f"{API}/appeals/{id}/withdraw").status_code == 409
    assert agent.post(f"{API}/calls/{call_id}/acknowledge").json()["acknowledged_at"]


@pytest.mark.parametrize(
    "more",
    [{"reason": " "}, {"finding_id": -1}, {"check": "no such"}, {"colour": 1}, {"check": "greeting", "added_id": 1}],
)
def test_what_does_not_fit_is_refused(agent, call_id, more):
    assert file(agent, call_id, **more).status_code in (404, 422)


def test_pages(site, reviewer, agent, call_id):
    for finding in findings(site, call_id)[:2]:
        file(agent, call_id, finding_id=finding)
    first = reviewer.get(f"{API}/appeals", params={"limit": 1}).json()
    second = reviewer.get(f"{API}/appeals", params={"limit": 1, "cursor": first["next_cursor"]}).json()
    assert first["items"][0]["id"] > second["items"][0]["id"]
    assert second["next_cursor"] is None
