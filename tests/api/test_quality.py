"""The routes of agreement and calibration."""

import pytest

from tests.api.review_helpers import API, claimed, decide, findings, published, stored
from tests.pipeline.review.stores import bad_call, good_call

SESSIONS = f"{API}/calibrations"


@pytest.fixture
def reviewer(site):
    return site.sign_in("reviewer")


@pytest.fixture
def session_path(site, reviewer):
    ids = [stored(site), stored(site, good_call())]
    made = reviewer.post(SESSIONS, json={"name": "校准", "call_ids": ids})
    assert made.status_code == 201
    return f"{SESSIONS}/{made.json()['id']}", made.json()["call_ids"]


def test_not_for_visitors_agents_nor_mostly_for_trainers(site, client, session_path):
    path, _ = session_path
    for url in (f"{API}/quality/agreement", SESSIONS, path, f"{path}/comparison"):
        assert client.get(url).status_code == 401
        assert site.sign_in("agent").get(url).status_code == 403
    assert site.sign_in("trainer").get(path).status_code == 403
    assert site.sign_in("trainer").get(f"{API}/quality/agreement").status_code == 200


def test_agreement_counts_what_reviewers_decided(site, reviewer):
    call_id = stored(site)
    first, *_ = findings(site, call_id)
    version = decide(reviewer, call_id, claimed(reviewer, call_id), action="reject", finding_id=first)["version"]
    published(reviewer, call_id, version)
    shown = reviewer.get(f"{API}/quality/agreement").json()
    forbidden = next(c for c in shown["checks"] if c["check"] == "forbidden_phrases")
    assert (forbidden["rejected"], forbidden["precision"]["value"]) == (1, 0.0)
    assert forbidden["precision"]["note"] == "样本不足"


def answer(client, path, call_id, **verdicts):
    return client.put(f"{path}/answers/{call_id}", json={"verdicts": verdicts})


def test_blind_until_closed_then_compared(site, reviewer, session_path):
    path, (one, other) = session_path
    second = site.sign_in("reviewer")
    assert answer(reviewer, path, one, greeting="pass", forbidden_phrases="fail").status_code == 200
    assert reviewer.post(f"{path}/close").status_code == 409  # nobody to compare with
    answer(second, path, one, greeting="fail", forbidden_phrases="fail")
    answer(second, path, other, greeting="pass", forbidden_phrases="pass")
    answer(reviewer, path, other, greeting="pass", forbidden_phrases="pass")
    seen = second.get(path).json()
    assert seen["answers"][one]["greeting"] == "fail"
    assert (seen["answered"], seen["reviewers"]) == (2, 2)
    assert second.get(f"{path}/comparison").status_code == 409
    shown = reviewer.post(f"{path}/close").json()
    assert len(shown["judges"]) == 3
    assert len(shown["pairs"]) == 3
    assert {(d["call_id"], d["check"]) for d in shown["disagreements"]} == {(one, "greeting")}
    between = shown["pairs"][-1]
    assert (between["agreed"], between["n"]) == (3, 4)
    assert answer(second, path, one, greeting="pass").status_code == 409
    assert second.get(f"{path}/comparison").json() == shown


@pytest.mark.parametrize("verdicts", [{"greeting": "unsure"}, {"made up": "pass"}, {}])
def test_answers_that_do_not_fit_are_refused(reviewer, session_path, verdicts):
    path, (one, _) = session_path
    assert answer(reviewer, path, one, **verdicts).status_code == 422


def test_only_calls_of_the_session_are_answered_and_only_judged_ones_chosen(site, reviewer, session_path):
    path, _ = session_path
    assert answer(reviewer, path, stored(site, bad_call("行。")), greeting="pass").status_code == 404
    assert reviewer.post(SESSIONS, json={"name": "校准", "call_ids": ["0" * 32]}).status_code == 404
    assert reviewer.delete(path).status_code == 204
    assert reviewer.get(path).status_code == 404
