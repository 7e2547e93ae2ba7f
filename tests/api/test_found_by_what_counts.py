"""Calls are found by what counts: the machine's findings until a person has decided, then the person's."""

from tests.api.review_helpers import API, claimed, decide, findings, finished, published, stored


def found(reviewer, **asked):
    return reviewer.get(f"{API}/calls", params=asked).json()


def test_a_rejected_finding_no_longer_finds_its_call(site):
    reviewer, call_id = site.sign_in("reviewer"), stored(site)
    assert found(reviewer, check="forbidden_phrases", verdict="fail")["total"] == 1
    version = claimed(reviewer, call_id)
    for finding in findings(site, call_id):
        version = decide(reviewer, call_id, version, action="reject", finding_id=finding)["version"]
    finished(reviewer, call_id, version)
    assert found(reviewer, check="forbidden_phrases", verdict="fail")["total"] == 0
    assert found(reviewer, check="forbidden_phrases", verdict="pass")["total"] == 1
    assert found(reviewer, category="dismissive")["total"] == 0
    assert found(reviewer, changed=True)["total"] == 1


def test_a_review_that_only_confirms_changes_no_score(site):
    reviewer, call_id = site.sign_in("reviewer"), stored(site)
    published(reviewer, call_id)
    assert found(reviewer, changed=True)["total"] == 0
    assert found(reviewer, published=True)["items"][0]["id"] == call_id
    report = reviewer.get(f"{API}/reports/agent").json()
    assert report["lines"][0]["corrected"] == 0


def test_pages_lead_forwards_and_back_within_the_filter(site):
    reviewer = site.sign_in("reviewer")
    ids = {stored(site, agent_id="A001") for _ in range(3)}
    stored(site, agent_id="A002")
    first = found(reviewer, agent_id="A001", limit=2, sort="agent")
    assert (first["total"], first["previous_cursor"]) == (3, None)
    second = found(reviewer, agent_id="A001", limit=2, sort="agent", cursor=first["next_cursor"])
    assert {item["id"] for item in first["items"] + second["items"]} == ids
    back = found(reviewer, agent_id="A001", limit=2, sort="agent", cursor=second["previous_cursor"])
    assert back["items"] == first["items"]
    assert reviewer.get(f"{API}/calls", params={"cursor": first["next_cursor"]}).status_code == 422
