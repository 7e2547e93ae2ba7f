"""The agent's own view: nobody, nothing of others, and what is in it."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.api.review_helpers import API, claimed, decide, findings, published, stored
from tests.pipeline.review.stores import bad_call, good_call

OWN = f"{API}/agents/me/summary"


@pytest.fixture
def reviewer(site):
    return site.sign_in("reviewer")


@pytest.fixture
def agent(site):
    return site.sign_in("agent", agent_id="A001")


def test_not_for_visitors_nor_for_other_agents(site, client, agent, reviewer):
    assert client.get(OWN).status_code == 401
    assert client.get(f"{API}/agents/A001/summary").status_code == 401
    assert reviewer.get(OWN).status_code == 403
    assert agent.get(f"{API}/agents/A002/summary").status_code == 403
    assert agent.get(f"{API}/agents/A001/summary").status_code == 403


def test_only_own_published_calls_count(site, agent, reviewer):
    mine, others, draft = stored(site), stored(site, bad_call("行。"), agent_id="A002"), stored(site, good_call())
    published(reviewer, mine)
    published(reviewer, others)
    shown = agent.get(OWN).json()
    assert [card["call_id"] for card in shown["scorecards"]] == [mine]
    assert others not in json.dumps(shown)
    assert draft not in json.dumps(shown)
    assert shown["to_acknowledge"] == 1


def test_what_cost_points_comes_with_better_words(site, agent, reviewer):
    call_id = stored(site)
    first, *_ = findings(site, call_id)
    version = decide(reviewer, call_id, claimed(reviewer, call_id), action="reject", finding_id=first)["version"]
    published(reviewer, call_id, version)
    sentences = agent.get(OWN).json()["sentences"]
    forbidden = [s for s in sentences if s["check"] == "forbidden_phrases"]
    assert forbidden
    assert first not in [s["finding_id"] for s in sentences]
    assert all(s["suggestion"] and s["quote"] in s["sentence"] and s["end"] > s["start"] for s in forbidden)


def test_trends_tell_their_sample_size(site, agent, reviewer):
    for n in range(3):
        published(
            reviewer, stored(site, good_call(f"好的{'呀' * n}。"), started_at=datetime.now(UTC) - timedelta(weeks=n))
        )
    shown = agent.get(OWN).json()
    assert [point["n"] for point in shown["trend"]] == [1, 1, 1]
    greeting = next(c for c in shown["checks"] if c["check"] == "greeting")
    assert (greeting["n"], greeting["value"], greeting["note"]) == (3, 1.0, "样本不足")
    assert len(greeting["weeks"]) == 3
    assert agent.get(OWN, params={"weeks": 1}).json()["calls"] == 1


def test_an_agent_without_calls_has_an_empty_view(agent):
    assert agent.get(OWN).json()["calls"] == 0
